"""Passwords of 12 characters and more that everybody tries first. Shorter ones are refused by their length alone.

Compared without spaces and without case. Runs, repetitions and the person's own name are found by rule, not listed.
"""

from __future__ import annotations

_LISTED = """
1234567890ab 1234567890qwerty 123456789abc 123456789012 1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv
abc123456789 abcd12345678 abcdef123456 adminadmin123 administrator administrator1 admin123456789 admin@123456
anhyeuem1234 anhyeuem123456 anhyeuemnhieulam asdfghjkl123 asdfghjkl1234 asdfghjkl;'
baomat123456 changeme1234 changemeplease chaocacban123 correcthorsebatterystaple
emyeuanh1234 emyeuanh123456 emyeuanhnhieulam hanoi1234567 haugiang1234 haugiang123456 haugiang2026
iloveyou1234 iloveyou123456 iloveyouforever khongcomatkhau khongnhomatkhau
letmein12345 letmein123456 letmeinplease matkhau12345 matkhau123456 matkhau1234567 matkhau@123456 matkhaumoi123
minhyeunhau1 mypassword12 mypassword123 p@ssw0rd1234 p@ssword1234 passw0rd1234
password1234 password12345 password123456 password@123 password@1234 password123! passwordpassword
q1w2e3r4t5y6 qazwsxedcrfv qwerty123456 qwerty1234567 qwerty12345678 qwertyuiop12 qwertyuiop123 qwertyuiop1234
qwertyuiop[] saigon123456 thanhpho1234 toiyeuvietnam trustno1trustno1 vietnam12345 vietnam123456 vietnamvodich
welcome12345 welcome123456 zaq12wsxcde3 zxcvbnm12345 zxcvbnm123456 zxcvbnm,./12
"""

COMMON = frozenset(_LISTED.split())
