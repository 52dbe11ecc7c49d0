using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>IMAP4rev2: mailbox names are UTF-8, and what a name became is told (RFC 9051 §5.1, §6.3.9.7, appendix A.1).</summary>
[AnnouncedAs("IMAP4rev2")]
public sealed class Rev2NameTranscripts
{
    private const string Rev2 = """
        C: rev2 ENABLE IMAP4rev2
        S: * ENABLED IMAP4rev2
        S: rev2 OK
        """;

    /// <summary>RFC 9051 §5.1: quoted, as a literal, in patterns and in every answer; "&amp;" is a character like others.</summary>
    [Theory, EveryStore]
    public Task Utf8_wherever_a_name_stands(TestStore store) => Transcript.RunAsync(store, Rev2 + """

        C: a CREATE "Grüße/日本語"
        C: b CREATE {+"R&D \xe2\x82\xac"}
        C: c LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" "Grüße"
        S: * LIST (...) "/" "Grüße/日本語"
        S: * LIST (...) "/" "R&D €"
        S: c OK
        C: d LIST "Grüße/" "日%"
        S: * LIST (...) "/" "Grüße/日本語"
        S: d OK
        C: e SELECT "Grüße/日本語"
        S: * LIST (\HasNoChildren) "/" "Grüße/日本語"
        S: ...
        S: e OK [READ-WRITE]
        C: f STATUS "R&D €" (MESSAGES DELETED SIZE)
        S: * STATUS "R&D €" (MESSAGES 0 DELETED 0 SIZE 0)
        S: f OK
        C: g SUBSCRIBE "R&D €"
        C: h LIST (SUBSCRIBED) "" "*" RETURN (STATUS (UNSEEN))
        S: * LIST (\Subscribed \HasNoChildren) "/" "R&D €"
        S: * STATUS "R&D €" (UNSEEN 0)
        S: h OK
        C: i LSUB "" "R&%"
        S: * LSUB (...) "/" "R&D €"
        S: i OK
        C: j RENAME "R&D €" "&AOQ-"
        C: k LIST "" "&*"
        S: * LIST (...) "/" "&AOQ-"
        S: k OK
        C: l APPEND "&AOQ-" {}
        C| From: Smith <smith@example.org>
        C|
        C| Hello.
        C: m SELECT "&AOQ-"
        C: n COPY 1 "Grüße/日本語"
        S: n OK [COPYUID {_} 1 1]
        C: o MOVE 1 "Grüße/日本語"
        S: * OK [COPYUID {_} 1 2]
        S: * 1 EXPUNGE
        S: o OK
        C: p DELETE "&AOQ-"
        C: q UNSUBSCRIBE "R&D €"
        C: r UID COPY 1:* "日本語"
        S: r NO [TRYCREATE]
        """);

    /// <summary>RFC 9051 appendix A: two sessions on one account, each in its own dialect; what one calls "&amp;" the other calls "&amp;-".</summary>
    [Theory, EveryStore]
    public Task Each_session_has_its_own_dialect(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        """ + "\n" + Rev2 + """

        C: a CREATE "~peter/mail/台北/日本語"
        C: b CREATE "R&D"
        C2: x LIST "" *
        S2: * LIST (...) "/" INBOX
        S2: * LIST (...) "/" R&-D
        S2: * LIST (\Noselect ...) "/" "~peter"
        S2: * LIST (\Noselect ...) "/" "~peter/mail"
        S2: * LIST (\Noselect ...) "/" "~peter/mail/&U,BTFw-"
        S2: * LIST (...) "/" "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
        S2: x OK
        C: c LIST "" *
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" "R&D"
        S: * LIST (\NonExistent ...) "/" "~peter"
        S: * LIST (\NonExistent ...) "/" "~peter/mail"
        S: * LIST (\NonExistent ...) "/" "~peter/mail/台北"
        S: * LIST (...) "/" "~peter/mail/台北/日本語"
        S: c OK
        C: d SELECT INBOX
        C2: y SELECT INBOX
        S2: * 2 EXISTS
        S2: * 0 RECENT
        S2: * OK [UNSEEN 1]
        S2: ...
        S2: y OK
        C: e APPEND INBOX {}
        C| From: Smith <smith@example.org>
        C|
        C| Hello.
        S: * 3 EXISTS
        S: e OK
        C2: z NOOP
        S2: * 3 EXISTS
        S2: * 1 RECENT
        S2: z OK
        C2: s SEARCH SUBJECT message
        S2: * SEARCH 1 2
        S2: s OK
        C: f SEARCH SUBJECT message
        S: * ESEARCH (TAG "f") ALL 1:2
        S: f OK
        C2: t STORE 1 +FLAGS (\Flagged)
        S2: * 1 FETCH (FLAGS (\Flagged))
        S2: t OK
        C: g NOOP
        S: * 1 FETCH (UID 1 FLAGS (\Flagged))
        S: g OK
        """);

    /// <summary>RFC 9051 §6.3.4, the last example; §6.3.2, §6.3.5, §6.3.12: a denormalized name is taken everywhere, and what it is here is told.</summary>
    [Theory, EveryStore]
    public Task A_denormalized_name(TestStore store) => Transcript.RunAsync(store, Rev2 + """

        C: A005 CREATE "Café"
        S: * LIST (\HasNoChildren) "/" "Café" ("OLDNAME" ("Café"))
        S: A005 OK CREATE completed
        C: a SELECT "Café"
        S: * LIST (\HasNoChildren) "/" "Café" ("OLDNAME" ("Café"))
        S: ...
        S: a OK [READ-WRITE]
        C: b SELECT "Café"
        S: * OK [CLOSED]
        S: * LIST (\HasNoChildren) "/" "Café"
        S: ...
        S: b OK [READ-WRITE]
        C: c APPEND "Café" {}
        C| From: Smith <smith@example.org>
        C|
        C| Hello.
        S: * LIST (\HasNoChildren) "/" "Café" ("OLDNAME" ("Café"))
        S: * 1 EXISTS
        S: c OK [APPENDUID {_} 1]
        C: d STATUS "Café" (MESSAGES)
        S: * STATUS "Café" (MESSAGES 1)
        S: d OK
        C: e SUBSCRIBE "Café"
        C: f LIST "" "Café" RETURN (SUBSCRIBED)
        S: * LIST (\HasNoChildren \Subscribed) "/" "Café"
        S: f OK
        C: g COPY 1 "Café"
        C: h UNSELECT
        C: i CREATE "Café"
        S: i NO [ALREADYEXISTS]
        C: j CREATE "Café"
        S: j NO [ALREADYEXISTS]
        C: k DELETE "Café"
        S: * LIST (\NonExistent \HasNoChildren \Subscribed) "/" "Café" ("OLDNAME" ("Café"))
        S: k OK
        """);

    /// <summary>RFC 9051 §6.3.6: either name may be denormalized; what is told as OLDNAME is the one that was there.</summary>
    [Theory, EveryStore]
    public Task Renaming_with_denormalized_names(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox one
        """ + "\n" + Rev2 + """

        C: a RENAME one "tü"
        S: * LIST (\HasNoChildren) "/" "tü" ("OLDNAME" ("one"))
        S: a OK
        C: b RENAME "tü" three
        S: * LIST (\HasNoChildren) "/" three ("OLDNAME" ("tü"))
        S: b OK
        C: c RENAME three four
        S: c OK
        C: d RENAME inbox old
        S: * LIST (\HasNoChildren) "/" old ("OLDNAME" ("inbox"))
        S: d OK
        """);

    /// <summary>RFC 9051 §7.2.2: before ENABLE there is no response that RFC 3501 does not have.</summary>
    [Theory, EveryStore]
    public Task Who_has_not_enabled_it_hears_no_oldname(TestStore store) => Transcript.RunAsync(store, """
        C: a CREATE "u&Awg-"
        S: a OK
        C: b LIST "" %
        S: * LIST (...) "/" INBOX
        S: * LIST (...) "/" "&APw-"
        S: b OK
        """);

    /// <summary>RFC 9051 §5.1: "MUST prohibit the creation of 8-bit mailbox names that do not comply with Net-Unicode"; octets that are no UTF-8 are BAD in quotes.</summary>
    [Theory, EveryStore]
    public Task Names_that_are_none(TestStore store) => Transcript.RunAsync(store, Rev2 + """

        C: a CREATE {"\xff"}
        S: a NO [CANNOT]
        C: b CREATE {"a\xc2\x85"}
        S: b NO [CANNOT]
        C: c CREATE {"a\xe2\x80\xa8b"}
        S: c NO [CANNOT]
        C: d CREATE {"a\xe2\x80\xa9b"}
        S: d NO [CANNOT]
        C: e CREATE {"a\x7f"}
        S: e NO [CANNOT]
        C: f CREATE "{\xc3}"
        S: f BAD
        C: g LIST "" "{\xc3\x28}"
        S: g BAD
        C: h CREATE "/////"
        S: h NO [CANNOT] Adjacent slashes are not supported
        C: i LIST "" *
        S: * LIST (...) "/" INBOX
        S: i OK
        """);
}
