"""What lies in a bundle for portals and what to do with it."""

from __future__ import annotations


def readme(items: int, warning: str, counter: str) -> str:
    """``counter``: the address of a counting picture; "" where nothing counts."""
    counted = (
        f"Mỗi trang có một ảnh 1 điểm gọi tới {counter}. Nơi không có kết nối thì không đếm được, trang vẫn xem được."
        if counter
        else "Gói không tự đếm, không có mã lệnh, không cookie, không gọi địa chỉ nào bên ngoài."
    )
    return "\r\n".join(
        [
            *([warning, ""] if warning else []),
            f"GÓI TRANG TĨNH: {items} nội dung về an toàn thông tin",
            "",
            "1. Giải nén cả thư mục, mở index.html bằng trình duyệt. Không cần Internet.",
            "2. Đưa lên cổng hoặc mạng nội bộ: chép nguyên thư mục lên máy chủ web, giữ nguyên tên tệp.",
            "3. items.json (JSON Feed 1.1) dành cho phần mềm quản trị nội dung của cổng.",
            "",
            counted,
            "Lượt hiển thị lấy từ nhật ký máy chủ của cổng: ghi vào counts.csv (ngày, tên cổng, mục, số lượt, nguồn),",
            "rồi gửi lại tòa soạn. Lượt hiển thị không phải số người.",
            "",
        ]
    )
