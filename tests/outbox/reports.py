"""Delivery reports as mail servers write them (RFC 3464), about mails of ours."""

from __future__ import annotations

POSTFIX = """\
From: MAILER-DAEMON@mx.example.se (Mail Delivery System)
To: moten@example.se
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="9B095B5ADSN=_01"
Message-ID: <20270301.1@mx.example.se>

This is a MIME-encapsulated message.

--9B095B5ADSN=_01
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--9B095B5ADSN=_01
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.se
X-Postfix-Queue-ID: 9B095B5ADSN
Arrival-Date: Mon,  1 Mar 2027 10:00:00 +0100 (CET)

Final-Recipient: rfc822; person1@example.se
Original-Recipient: rfc822;person1@example.se
Action: {action}
Status: {status}
Remote-MTA: dns; in.example.se
Diagnostic-Code: smtp; {answer}

--9B095B5ADSN=_01
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Message-ID: {message_id}
From: moten@example.se
To: person1@example.se
Subject: Testmejl

--9B095B5ADSN=_01--
"""
EXCHANGE = """\
From: postmaster@example.se
To: moten@example.se
Subject: =?utf-8?B?T2xldmVyZXJiYXQ6IFRlc3RtZWps?=
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="b1"
MIME-Version: 1.0

--b1
Content-Type: multipart/alternative; boundary="b2"

--b2
Content-Type: text/html; charset="utf-8"

<p>Leveransen till mottagarna misslyckades.</p>

--b2--

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns;EX01.example.se

Final-recipient: rfc822;person1@example.se
Action: {action}
Status: {status}
Diagnostic-code: smtp;{answer}

--b1
Content-Type: message/rfc822

From: moten@example.se
To: person1@example.se
Message-ID:
 {message_id}
Subject: Testmejl
MIME-Version: 1.0
Content-Type: text/plain

Hej
--b1--
"""


def a_report(
    message_id: str,
    action: str = "failed",
    status: str = "5.1.1",
    answer: str = "550 5.1.1 <person1@example.se>: Recipient address rejected",
    form: str = POSTFIX,
) -> bytes:
    """What comes back."""
    written = form.format(message_id=message_id, action=action, status=status, answer=answer)
    return written.replace("\n", "\r\n").encode()
