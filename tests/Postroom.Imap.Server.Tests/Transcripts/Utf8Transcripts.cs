using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>UTF8=ACCEPT and UTF8=ONLY (RFC 9755, and what clients of RFC 6855 still send).</summary>
[AnnouncedAs("UTF8=ACCEPT")]
public sealed class Utf8Transcripts
{
    /// <summary>RFC 9755, "UTF-8 in IMAP Quoted-Strings": names and strings both ways once it is enabled; the answers are those of IMAP4rev1 otherwise.</summary>
    [Theory, EveryStore]
    public Task Enabled(TestStore store) => Transcript.RunAsync(store, """
        C: a CAPABILITY
        S!: * CAPABILITY UTF8=ONLY ...
        S: * CAPABILITY IMAP4rev1 UTF8=ACCEPT ...
        S: a OK
        C: b ENABLE UTF8=ACCEPT
        S: * ENABLED UTF8=ACCEPT
        S: b OK
        C: c CREATE "Entwürfe/日本"
        C: d CREATE "&AOQ-"
        C: e SUBSCRIBE {+"Entw\xc3\xbcrfe/\xe6\x97\xa5\xe6\x9c\xac"}
        C: f LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" "&AOQ-"
        S: * LIST (\Noselect ...) "/" "Entwürfe"
        S: * LIST (...) "/" "Entwürfe/日本"
        S: f OK
        C: g LSUB "" "Entw*"
        S: * LSUB (...) "/" "Entwürfe/日本"
        S: g OK
        C: h STATUS "Entwürfe/日本" (MESSAGES)
        S: * STATUS "Entwürfe/日本" (MESSAGES 0)
        S: h OK
        C: i SELECT "Entwürfe/日本"
        S!: * LIST (...) "/" "Entwürfe/日本"
        S: * 0 EXISTS
        S: * 0 RECENT
        S: ...
        S: i OK
        C: j SEARCH SUBJECT "Grüße"
        S: * SEARCH
        S: j OK
        C2: x LIST "" *
        S2: * LIST (...) "/" INBOX
        S2: * LIST (...) "/" "&-AOQ-"
        S2: * LIST (\Noselect ...) "/" "Entw&APw-rfe"
        S2: * LIST (...) "/" "Entw&APw-rfe/&ZeVnLA-"
        S2: x OK
        """);

    /// <summary>RFC 9755: "MUST accept UTF8-quoted mailbox names and convert them", enabled or not; and RFC 3501's form before it is.</summary>
    [Theory, EveryStore]
    public Task Names_before_it_is_enabled(TestStore store) => Transcript.RunAsync(store, """
        C: a CREATE "Grün"
        S: a OK
        C: b LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" "Gr&APw-n"
        S: b OK
        C: c LIST "" "Grü%"
        S: * LIST (...) "/" "Gr&APw-n"
        S: c OK
        C: d SELECT "Gr&APw-n"
        C: e STATUS "Grün" (MESSAGES)
        S: * STATUS "Gr&APw-n" (MESSAGES 0)
        S: e OK
        """);

    /// <summary>RFC 9755: "MUST reject, with a BAD response, any octet sequences with the high bit set that fail to comply with" UTF-8.</summary>
    [Theory, EveryStore]
    public Task Octets_that_are_no_utf8(TestStore store) => Transcript.RunAsync(store, """
        C: a ENABLE UTF8=ACCEPT
        C: b CREATE "{\xe4}"
        S: b BAD
        C: c SELECT INBOX
        C: d SEARCH SUBJECT "{\xc3\x28}"
        S: d BAD
        C: e SEARCH SUBJECT "{\xed\xa0\x80}"
        S: e BAD
        C: f CREATE "a{\x7f}"
        S: f NO [CANNOT]
        """);

    /// <summary>RFC 9755: "it MUST NOT issue a SEARCH command that contains a charset specification": BAD.</summary>
    [Theory, EveryStore]
    public Task No_charset(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, 2 Subject "=?utf-8?q?Gr=C3=BC=C3=9Fe?="
        C: a SELECT INBOX
        C: b SEARCH CHARSET UTF-8 ALL
        S: * SEARCH 1 2
        S: b OK
        C: c ENABLE UTF8=ACCEPT
        C: d SEARCH CHARSET UTF-8 ALL
        S: d BAD
        C: e UID SEARCH RETURN (COUNT) CHARSET US-ASCII ALL
        S: e BAD
        C: f SEARCH SUBJECT "grüße"
        S: * SEARCH 2
        S: f OK
        """);

    /// <summary>RFC 9755, "APPEND" command: a header in UTF-8 is NO before it is enabled, whatever brings it; nothing is kept of it.</summary>
    [Theory, EveryStore]
    public Task A_header_in_utf8(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a APPEND INBOX {+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"}
        S: a NO
        C: b APPEND INBOX {+"Subject: x\r\n\r\nx\r\n"} {+"Subject: \xc3\xa4\r\n\r\nx\r\n"}
        S: b NO
        C: c APPEND INBOX CATENATE (TEXT {+"Subject: Gr\xc3\xbcn\r\n\r\n"} URL "/INBOX/;UID=1/;SECTION=TEXT")
        S: c NO
        C: d SELECT INBOX
        C: e REPLACE 1 INBOX {+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"}
        S: e NO
        C: f APPEND INBOX {+"Subject: x\r\n\r\nGr\xc3\xbcn\r\n"}
        S: * 2 EXISTS
        S: * {_} RECENT
        S: f OK
        C: g ENABLE UTF8=ACCEPT
        C: h APPEND INBOX {+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"}
        S: * 3 EXISTS
        S: * {_} RECENT
        S: h OK
        C: i APPEND INBOX CATENATE (TEXT {+"Subject: Gr\xc3\xbcn\r\n\r\n"} URL "/INBOX/;UID=1/;SECTION=TEXT")
        S: * 4 EXISTS
        S: * {_} RECENT
        S: i OK
        C: j REPLACE 1 INBOX {+"Subject: Gr\xc3\xbcn\r\n\r\ny\r\n"}
        S: * OK [APPENDUID {_} {_}]
        S: * 1 EXPUNGE
        S: * 4 EXISTS
        S: * {_} RECENT
        S: j OK
        C: k FETCH 3 ENVELOPE
        S: * 3 FETCH (ENVELOPE (NIL "Grün" NIL NIL NIL NIL NIL NIL NIL NIL))
        S: k OK
        """);

    /// <summary>ADR 0006: what is no UTF-8 is no character of it. Latin-1 in old mail comes in by a client that enables nothing, and back as it was.</summary>
    [Theory, EveryStore]
    public Task A_header_in_latin1(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a APPEND INBOX {+"Subject: Gr\xfcn\r\n\r\nx\r\n"} {+"Subject: y\r\nX-Note: \xc3\xa4 and \xe4\r\n\r\nx\r\n"}
        S: a OK [APPENDUID {_} 2:3]
        C: b APPEND INBOX CATENATE (TEXT {+"Subject: Gr\xfcn\r\n\r\n"} URL "/INBOX/;UID=1/;SECTION=TEXT")
        S: b OK [APPENDUID {_} 4]
        C: c SELECT INBOX
        C: d REPLACE 1 INBOX {+"Subject: Gr\xfcn\r\n\r\nx\r\n"}
        S: * OK [APPENDUID {_} 5]
        S: * 1 EXPUNGE
        S: * 4 EXISTS
        S: * {_} RECENT
        S: d OK
        C: e FETCH 1 (BODY.PEEK[HEADER] ENVELOPE)
        S: * 1 FETCH (BODY[HEADER] {"Subject: Gr\xfcn\r\n\r\n"} ENVELOPE (NIL {"Gr\xfcn"} NIL NIL NIL NIL NIL NIL NIL NIL))
        S: e OK
        """);

    /// <summary>The same read to the letter: no octet above 127 is an ASCII character.</summary>
    [Theory, EveryStore]
    public Task Every_header_beyond_ascii_refused(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:EightBitHeaders = Refuse
        C: a APPEND INBOX {+"Subject: Gr\xfcn\r\n\r\nx\r\n"}
        S: a NO [CANNOT]
        C: b APPEND INBOX {+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"}
        S: b NO [CANNOT]
        C: c APPEND INBOX {+"Subject: x\r\n\r\nGr\xfcn\r\n"}
        S: c OK [APPENDUID {_} 1]
        C: d ENABLE UTF8=ACCEPT
        C: e APPEND INBOX {+"Subject: Gr\xfcn\r\n\r\nx\r\n"}
        S: e OK [APPENDUID {_} 2]
        """);

    /// <summary>For a migration by tools that enable nothing.</summary>
    [Theory, EveryStore]
    public Task No_header_refused(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:EightBitHeaders = Accept
        C: a CAPABILITY
        S: * CAPABILITY IMAP4rev1 UTF8=ACCEPT ...
        S: a OK
        C: b APPEND INBOX {+"Subject: Gr\xfcn\r\n\r\nx\r\n"} {+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"}
        S: b OK [APPENDUID {_} 1:2]
        C: c EXAMINE INBOX
        C: d FETCH 1:2 BODY.PEEK[HEADER]
        S: * 1 FETCH (BODY[HEADER] {"Subject: Gr\xfcn\r\n\r\n"})
        S: * 2 FETCH (BODY[HEADER] {"Subject: Gr\xc3\xbcn\r\n\r\n"})
        S: d OK
        """);

    /// <summary>RFC 6855 §4: UTF8 (~{n}...), which RFC 9755 took away, whatever is in the message; in CATENATE too.</summary>
    [Theory, EveryStore]
    public Task As_rfc_6855_sends_it(TestStore store) => Transcript.RunAsync(store, """
        C: a ENABLE UTF8=ACCEPT
        C: b APPEND INBOX (\Seen) UTF8 (~{+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"})
        S: b OK [APPENDUID {_} 1]
        C: c APPEND INBOX UTF8 (~{"Subject: plain\r\n\r\nx\r\n"})
        S: c OK [APPENDUID {_} 2]
        C: d APPEND INBOX CATENATE (UTF8 (~{+"Subject: Gr\xc3\xbcn\r\n\r\n"}) URL "/INBOX/;UID=1/;SECTION=TEXT")
        S: d OK [APPENDUID {_} 3]
        C: e APPEND INBOX UTF8 ({+"Subject: x\r\n\r\n"})
        S: e BAD
        C: f EXAMINE INBOX
        C: g FETCH 3 BODY.PEEK[]
        S: * 3 FETCH (BODY[] {"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"})
        S: g OK
        """);

    /// <summary>Without BINARY such a literal8 is a message like others: it holds no NUL.</summary>
    [Theory, EveryStore]
    public Task As_rfc_6855_sends_it_without_binary(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without BINARY, IMAP4rev2
        C: a ENABLE UTF8=ACCEPT
        C: b APPEND INBOX UTF8 (~{+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"})
        S: b OK
        C: c APPEND INBOX UTF8 (~{+"Subject: x\r\n\r\na\0b\r\n"})
        S: c BAD
        C: d APPEND INBOX ~{+"Subject: x\r\n\r\nx\r\n"}
        S: d BAD
        C: e STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 1)
        S: e OK
        """);

    /// <summary>RFC 9755, "LOGIN" command: names and passwords in UTF-8 come by AUTHENTICATE, which takes them anyway (RFC 4616).</summary>
    [Theory, EveryStore]
    public Task Who_logs_in_in_utf8_authenticates(TestStore store) => Transcript.RunAsync(store, """
        GIVEN account jürgen with password süß
        GIVEN not logged in
        C: a AUTHENTICATE PLAIN {plain}
        S: a OK
        C: b ENABLE UTF8=ACCEPT
        S: * ENABLED UTF8=ACCEPT
        S: b OK
        """);

    /// <summary>UTF8=ONLY: "will reject, with a NO [CANNOT] response, any command that might require UTF-8 support and is not preceded by" ENABLE.</summary>
    [Theory, EveryStore]
    public Task Only(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:Utf8Only = true
        GIVEN not logged in
        C: a CAPABILITY
        S!: * CAPABILITY UTF8=ACCEPT ...
        S: * CAPABILITY UTF8=ONLY ...
        S: a OK
        C: b LOGIN {user} {password}
        C: c SELECT INBOX
        S: c NO [CANNOT]
        C: d LIST "" *
        S: d NO [CANNOT]
        C: e CREATE "&AOQ-"
        S: e NO [CANNOT]
        C: f APPEND INBOX {300}
        S: f NO [CANNOT]
        C: g APPEND INBOX {5+}
        C: Hello
        S: g NO [CANNOT]
        C: h STATUS INBOX (MESSAGES)
        S: h NO [CANNOT]
        C: i NAMESPACE
        S: i NO [CANNOT]
        C: j NOOP
        S: j OK
        C: k ID NIL
        S: * ID {_}
        S: k OK
        C: l ENABLE UTF8=ONLY
        S: * ENABLED
        S: l OK
        C: m IDLE
        S: + idling
        C: DONE
        S: m OK
        C+: n ENABLE UTF8=ACCEPT
        C+: o CREATE "&AOQ-"
        C+: p CREATE "ä"
        S: * ENABLED UTF8=ACCEPT
        S: n OK
        S: o OK
        S: p OK
        C: q LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" "&AOQ-"
        S: * LIST (...) "/" "ä"
        S: q OK
        C: r UNAUTHENTICATE
        C: s LOGIN {user} {password}
        C: t LSUB "" *
        S: t NO [CANNOT]
        C: u LOGOUT
        S: * BYE
        S: u OK
        """);

    /// <summary>IMAP4rev2 has all of it ("that protocol includes everything in this extension"), so who has enabled that needs no more.</summary>
    [Theory, EveryStore]
    public Task Only_or_rev2(TestStore store) => Transcript.RunAsync(store, """
        GIVEN setting Imap:Utf8Only = true
        GIVEN not logged in
        C: a LOGIN {user} {password}
        C: b ENABLE IMAP4rev2
        C: c CREATE "ä"
        S: c OK
        C: d SELECT "ä"
        C: e SEARCH CHARSET UTF-8 ALL
        S: * ESEARCH (TAG "e")
        S: e OK
        """);

    /// <summary>Switched off, it is neither announced nor enabled; a header in UTF-8 is taken as it always was, and UTF8 (~{n}...) is no APPEND.</summary>
    [Theory, EveryStore]
    public Task Switched_off(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without UTF8=ACCEPT
        C: a CAPABILITY
        S!: * CAPABILITY UTF8=ACCEPT ...
        S: * CAPABILITY IMAP4rev1 ...
        S: a OK
        C: b ENABLE UTF8=ACCEPT
        S: * ENABLED
        S: b OK
        C: c APPEND INBOX {+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"}
        S: c OK
        C: d APPEND INBOX UTF8 (~{+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"})
        S: d BAD
        C: e APPEND INBOX CATENATE (UTF8 (~{+"Subject: Gr\xc3\xbcn\r\n\r\nx\r\n"}))
        S: e BAD
        C: f CREATE "Grün"
        S: f NO [CANNOT]
        C: g STATUS INBOX (MESSAGES)
        S: * STATUS INBOX (MESSAGES 1)
        S: g OK
        """);
}
