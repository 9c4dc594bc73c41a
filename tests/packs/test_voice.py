"""Read aloud: what stands in figures, signs and capitals is said in words."""

from __future__ import annotations

import pytest

from campaign.packs.voice import read_aloud
from campaign.packs.voice.numbers import cardinal, decimal
from campaign.packs.voice.roman import value


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"), (4, "bốn"), (10, "mười"), (14, "mười bốn"), (15, "mười lăm"), (20, "hai mươi"),
        (21, "hai mươi mốt"), (24, "hai mươi tư"), (25, "hai mươi lăm"), (55, "năm mươi lăm"), (100, "một trăm"),
        (101, "một trăm linh một"), (105, "một trăm linh năm"), (110, "một trăm mười"), (115, "một trăm mười lăm"),
        (1000, "một nghìn"), (1005, "một nghìn không trăm linh năm"), (1021, "một nghìn không trăm hai mươi mốt"),
        (1234, "một nghìn hai trăm ba mươi tư"), (2026, "hai nghìn không trăm hai mươi sáu"),
        (733017, "bảy trăm ba mươi ba nghìn không trăm mười bảy"), (1000000, "một triệu"),
        (1000005, "một triệu không trăm linh năm"), (2500000000, "hai tỷ năm trăm triệu"),
        (10**12, "một nghìn tỷ"),
    ],
)  # fmt: skip
def test_a_number_is_said_as_on_the_air(number: int, words: str) -> None:
    assert cardinal(number) == words


def test_a_fraction_with_a_zero_before_is_said_figure_by_figure() -> None:
    assert decimal("3", "5") == "ba phẩy năm"
    assert decimal("0", "05") == "không phẩy không năm"
    assert decimal("3", "14") == "ba phẩy mười bốn"


@pytest.mark.parametrize(("numeral", "number"), [("I", 1), ("IV", 4), ("XIV", 14), ("XXI", 21), ("IIX", None)])
def test_a_roman_numeral_has_one_value_or_none(numeral: str, number: int | None) -> None:
    assert value(numeral) == number


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Có 1.234 người.", "Có một nghìn hai trăm ba mươi tư người."),
        ("Ngày 15/11/2026, lúc 7h30.",
         "Ngày mười lăm tháng mười một năm hai nghìn không trăm hai mươi sáu, lúc bảy giờ ba mươi phút."),
        ("Dịp 30/4 và 2/9.", "Dịp ngày ba mươi tháng tư và ngày hai tháng chín."),
        ("Tháng 4/2026", "Tháng tư năm hai nghìn không trăm hai mươi sáu."),
        ("Từ 15-20/11", "Từ mười lăm đến ngày hai mươi tháng mười một."),
        ("Từ 07:00-21:30", "Từ bảy giờ đến hai mươi mốt giờ ba mươi phút."),
        ("Trực 24/7", "Trực suốt ngày đêm."),
        ("Đạt 80% và 12,5%", "Đạt tám mươi phần trăm và mười hai phẩy năm phần trăm."),
        ("Mất 500.000đ, rồi 1,5 tỷ đồng", "Mất năm trăm nghìn đồng, rồi một phẩy năm tỷ đồng."),
        ("Nạp 200k", "Nạp hai trăm nghìn đồng."),
        ("Gọi 0912 345 678", "Gọi không chín một hai, ba bốn năm, sáu bảy tám."),
        ("Gọi 0293.3878888 ngay", "Gọi không hai chín ba, ba tám bảy tám tám tám tám ngay."),
        ("Gọi 113 hoặc 111.", "Gọi một một ba hoặc một một một."),
        ("Gửi 156/5656", "Gửi một năm sáu hoặc năm sáu năm sáu."),
        ("Tổng đài 1900 1234", "Tổng đài một chín không không, một hai ba bốn."),
        ("Báo nhà trường hoặc 113.", "Báo nhà trường hoặc một một ba."),
        ("Soạn S, gửi 156", "Soạn ét xì, gửi một năm sáu."),
        ("Đuôi .gov.vn là thật", "Đuôi chấm gốp chấm vê en là thật."),
        ("Có 113 người dự", "Có một trăm mười ba người dự."),
        ("Mã OTP gồm 6 số", "Mã ô tê pê gồm sáu số."),
        ("Mã OTP: 1234", "Mã ô tê pê: một hai ba bốn."),
        ("Mở VNeID", "Mở vê en e i đi."),
        ("UBND xã và CLB trẻ", "Ủy ban nhân dân xã và xê e lờ bê trẻ."),
        ("Xem https://congan.gov.vn/tin?a=1.", "Xem congan chấm gốp chấm vê en."),
        ("Xem tinnhiemmang.vn nhé", "Xem tinnhiemmang chấm vê en nhé."),
        ("Viết về bien-tap@example.vn", "Viết về bien gạch ngang tap a còng example chấm vê en."),
        ("Đừng mở hxxps://xau[.]example/a", "Đừng mở một địa chỉ lạ."),
        ("Quý III, thế kỷ XXI, lần thứ I", "Quý ba, thế kỷ hai mươi mốt, lần thứ nhất."),
        ("Thứ 2 và thứ 4", "Thứ hai và thứ tư."),
        ("Đi 5km, tốc độ 60 km/h", "Đi năm ki lô mét, tốc độ sáu mươi ki lô mét một giờ."),
        ("Dùng 4G và 2FA", "Dùng bốn giê và xác thực hai bước."),
        ("Trẻ 5-10 tuổi", "Trẻ năm đến mười tuổi."),
        ("Kế hoạch số 121/KH-UBND", "Kế hoạch số một trăm hai mươi mốt trên kế hoạch ủy ban nhân dân."),
        ("• Không bấm link lạ;", "Không bấm đường dẫn lạ."),
        ("1. Tắt máy", "Một, Tắt máy."),
        ("CẢNH BÁO LỪA ĐẢO", "Cảnh báo lừa đảo."),
        ("Nam/nữ đều bị lừa 😱", "Nam hoặc nữ đều bị lừa."),
        ("Tài khoản “ngân hàng” (giả)", "Tài khoản ngân hàng, giả."),
        ("Nghị định 13/2023/NĐ-CP",
         "Nghị định mười ba trên hai nghìn không trăm hai mươi ba trên nghị định chính phủ."),
        ("Thông tư 39/2020/TT-BTTTT",
         "Thông tư ba mươi chín trên hai nghìn không trăm hai mươi trên tê tê bộ thông tin và truyền thông."),
        ("Quý III/2026", "Quý ba năm hai nghìn không trăm hai mươi sáu."),
        ("Ngày 15.11.2026", "Ngày mười lăm tháng mười một năm hai nghìn không trăm hai mươi sáu."),
        ("Ghi ngày/tháng/năm", "Ghi ngày hoặc tháng hoặc năm."),
        ("Lãi 30%/ngày, phí 100.000đ/tháng",
         "Lãi ba mươi phần trăm một ngày, phí một trăm nghìn đồng một tháng."),
        ("Từ 5 triệu - 10 triệu đồng", "Từ năm triệu đến mười triệu đồng."),
        ("Khoảng 80% - 90%", "Khoảng tám mươi phần trăm đến chín mươi phần trăm."),
        ("Mất 2.5 triệu, 100 € và $20", "Mất hai phẩy năm triệu, một trăm ơ rô và hai mươi đô la Mỹ."),
        ("Bản 17.4 trở lên", "Bản mười bảy chấm bốn trở lên."),
        ("Bấm *101# rồi gọi", "Bấm sao một không một thăng rồi gọi."),
        ("SĐT 111, trực 24/24 giờ", "Số điện thoại một một một, trực suốt ngày đêm."),
        ("Tổng đài 18001091", "Tổng đài một tám không không, một không chín một."),
        ("Gồm 1) mật khẩu; 2) OTP", "Gồm một, mật khẩu; hai, ô tê pê."),
        ("UBND, HĐND, MTTQ", "Ủy ban nhân dân, hội đồng nhân dân, mặt trận tổ quốc."),
        ("ĐỪNG ĐỌC MÃ OTP CHO AI", "Đừng đọc mã ô tê pê cho ai."),
        ("Sở KH&CN, TP.HCM", "Sở khoa học và công nghệ, thành phố Hồ Chí Minh."),
        ("Khẩn‼️ Mạo danh, v.v...", "Khẩn! Mạo danh, vân vân."),
    ],
)  # fmt: skip
def test_a_line_is_said_in_words(written: str, said: str) -> None:
    assert read_aloud(written) == said


def test_nothing_that_a_voice_cannot_say_is_left() -> None:
    hard = "1) Gọi 113! Mã OTP: 123456 = 'bí mật' — 50% (≥ 3 lần) & a@b.vn, +84 912 345 678; x^2 #attt [b] *c* €£‼©"
    said = read_aloud(hard)
    assert not set(said) & set("0123456789%@&#=+*[]()^<>/\"“”'—_|~")


def test_a_newsroom_can_add_its_own_words() -> None:
    assert read_aloud("Đài PT-TH và CLB", {"CLB": "câu lạc bộ"}) == "Đài phát thanh và truyền hình và câu lạc bộ."
