"""For walls, hands and classrooms, and what the codes on paper counted."""

from __future__ import annotations

from campaign.packs.terms import Option, Pack

POSTERS = Pack(
    title="Áp phích, tờ rơi có mã QR",
    says="Mỗi điểm một tờ với mã QR riêng, nên biết điểm nào có bao nhiêu lượt quét; in lại vẫn là mã cũ.",
    makes="campaign.packs.posters:make",
    prepares="campaign.packs.posters:prepare",
    tasks=("2a",),
    options=(
        Option(
            "places",
            "Điểm dán, phát",
            "lines",
            needed=True,
            says="Mỗi điểm một dòng, ví dụ: UBND phường Vị Tân. Nhiều điểm thì nhận tệp nén, mỗi điểm một PDF.",
        ),
        Option(
            "form",
            "Khổ giấy",
            "choice",
            "a4",
            (
                ("a4", "Áp phích A4, đọc được từ 2 m"),
                ("a5", "Tờ rơi A5"),
                ("fold", "Tờ gấp A4 (in hai mặt, lật cạnh ngắn)"),
            ),
        ),
        Option(
            "issuer",
            "Đơn vị phát hành",
            says="Bỏ trống: đơn vị của từng mục; mục không có đơn vị thì lấy cơ quan ban hành kế hoạch.",
        ),
    ),
)
PLACES = Pack(
    title="Lượt mở theo điểm",
    says="Bảng CSV: từng điểm, từng mục, từng ngày có bao nhiêu lượt mở mã QR; do bộ đếm của chương trình đo.",
    makes="campaign.packs.places:make",
    prepares="campaign.packs.places:prepare",
    tasks=("2a",),
    items=False,
)
LESSON = Pack(
    title="Phiếu bài học",
    says="Mục tiêu, nội dung, câu hỏi kèm gợi ý trả lời lấy từ chính bài, và phiếu phản hồi của nhà trường.",
    makes="campaign.packs.lesson.pack:make",
    tasks=("3a", "3b", "3c"),
    options=(
        Option("title", "Tên bài học", says="Bỏ trống: tên của mục, nếu chỉ có một mục."),
        Option("minutes", "Thời lượng (phút)", "number"),
        Option("questions", "Số câu hỏi nhiều nhất", "number", "6", says="Từ 3 đến 6."),
        Option("returns", "Địa chỉ phiếu báo cáo", says="Liên kết /returns/… của đơn vị, nếu đã có; in kèm mã QR."),
        Option("form", "Loại tệp", "choice", "docx", (("docx", "Word, sửa được"), ("pdf", "PDF để in"))),
    ),
)
