using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>Bad input gets a clear answer and costs nothing (RFC 3501 §7.1.3; LIMITS.md).</summary>
public sealed class BadInputTranscripts
{
    /// <summary>RFC 3501 §7.1.3, §7.5: BAD; the connection goes on.</summary>
    [Theory, EveryStore]
    public Task An_unknown_command(TestStore store) => Transcript.RunAsync(store, """
        C: a BLURDYBLOOP
        S: a BAD
        C: b XPIG-LATIN
        S: b BAD
        C: c NOOP
        S: c OK
        """);

    /// <summary>RFC 3501 §3: BAD outside the states in which it is valid.</summary>
    [Theory, EveryStore]
    public Task A_command_in_the_wrong_state(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a SELECT INBOX
        S: a BAD
        C: b FETCH 1 FLAGS
        S: b BAD
        C: c LOGIN {user} {password}
        S: c OK
        C: d FETCH 1 FLAGS
        S: d BAD
        C: e CLOSE
        S: e BAD
        C: f EXPUNGE
        S: f BAD
        C: g CHECK
        S: g BAD
        C: h UNSELECT
        S: h BAD
        C: i SELECT INBOX
        S: ...
        S: i OK
        """);

    /// <summary>RFC 3501 §6.3.1: "if the SELECT command fails, no mailbox is selected".</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives no NONEXISTENT with SELECT")]
    public Task A_select_that_fails_leaves_nothing_selected(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message
        C: a SELECT INBOX
        C: b SELECT nowhere
        S?: * OK [CLOSED]
        S: b NO [NONEXISTENT]
        C: c FETCH 1 FLAGS
        S: c BAD
        """);

    /// <summary>RFC 3501 §6.3.1: for whatever it fails, a name that cannot be or a literal that is not taken.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "has other limits, and gives no CANNOT with SELECT")]
    public Task A_select_of_what_cannot_be_leaves_nothing_selected(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a1 SELECT INBOX
        C: a2 SELECT "bad&"
        S: a2 NO [CANNOT]
        C: a3 FETCH 1 FLAGS
        S: a3 BAD
        C: b1 SELECT INBOX
        C: b2 EXAMINE foo//bar
        S: b2 NO [CANNOT]
        C: b3 FETCH 1 FLAGS
        S: b3 BAD
        C: c1 EXAMINE INBOX
        C: c2 SELECT {5000}
        S: c2 NO [TOOBIG]
        C: c3 FETCH 1 FLAGS
        S: c3 BAD
        """);

    /// <summary>The other side of it: BAD is no command (RFC 3501 §7.1.3), and a name that cannot be is nothing to any other command.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "gives no CANNOT with some of them")]
    public Task What_was_selected_stays_so_otherwise(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b SELECT
        S: b BAD
        C: c COPY 1 "bad&"
        S: c NO [CANNOT]
        C: d RENAME "bad&" good
        S: d NO [CANNOT]
        C: e FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: e OK
        """);

    /// <summary>RFC 3501 §3: the state is asked first.</summary>
    [Theory, EveryStore]
    public Task A_name_that_cannot_be_before_login(TestStore store) => Transcript.RunAsync(store, """
        GIVEN not logged in
        C: a SELECT "bad&"
        S: a BAD
        """);

    /// <summary>RFC 3501 §9: flag-keyword = atom, and atom-specials has resp-specials, which is "]".</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes it")]
    public Task A_bracket_in_a_keyword(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b STORE 1 +FLAGS (a]b)
        S: b BAD
        C: c SEARCH KEYWORD a]b
        S: c BAD
        C: d APPEND INBOX (a]b) {10}
        S: d BAD
        C: e FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: e OK
        """);

    /// <summary>RFC 5258 §3 and RFC 4731 §3.1 have them; where these are not announced, even an empty list is no command.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "announces LIST-EXTENDED and ESEARCH")]
    public Task Options_of_extensions_that_are_not_announced(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without ESEARCH, SEARCHRES, PARTIAL, LIST-EXTENDED, LIST-STATUS, IMAP4rev2
        GIVEN INBOX with 1 message
        C: a LIST () "" *
        S: a BAD
        C: b LIST "" * RETURN ()
        S: b BAD
        C: c LIST "" (INBOX Sent)
        S: c BAD
        C: d SELECT INBOX
        C: e SEARCH RETURN () ALL
        S: e BAD
        C: f UID SEARCH RETURN (COUNT) ALL
        S: f BAD
        """);

    /// <summary>RFC 3501 §9.</summary>
    [Theory, EveryStore]
    public Task Arguments_that_are_missing_or_too_many(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT
        S: a BAD
        C: c LIST ""
        S: c BAD
        C: d STATUS INBOX
        S: d BAD
        C: e SELECT INBOX
        C: f FETCH 1
        S: f BAD
        C: h STORE 1 PIGS (\Seen)
        S: h BAD
        C: i SEARCH
        S: i BAD
        C: j SEARCH PIGS
        S: j BAD
        C: k COPY 1
        S: k BAD
        C: l FETCH 1 (FLAGS
        S: l BAD
        C: n FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: n OK
        """);

    /// <summary>RFC 3501 §9.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes them")]
    public Task Arguments_that_others_let_pass(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message
        C: a NOOP now
        S: a BAD
        C: b SELECT INBOX INBOX
        S: b BAD
        C: c SELECT INBOX
        C: d STORE 1 FLAGS
        S: d BAD
        C: e NOOP
        S: e OK
        """);

    /// <summary>LIMITS.md: 0 where nz, more than 2^32-1: BAD, "never truncation modulo 2^32" to message 1.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes 4294967297 for message 1")]
    public Task Numbers_out_of_range_never_wrap(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b FETCH 0 FLAGS
        S: b BAD
        C: c FETCH 4294967297 FLAGS
        S: c BAD
        C: d FETCH 18446744073709551617 FLAGS
        S: d BAD
        C: e UID FETCH 0 FLAGS
        S: e BAD
        C: f UID STORE 4294967297 +FLAGS (\Deleted)
        S: f BAD
        C: g FETCH 1:2:3 FLAGS
        S: g BAD
        C: h FETCH 1,,2 FLAGS
        S: h BAD
        C: i FETCH -1 FLAGS
        S: i BAD
        C: j SEARCH LARGER 99999999999999999999999
        S: j BAD
        C: k FETCH 1 BODY[]<0.99999999999999999999>
        S: k BAD
        C: l FETCH 1:2 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: * 2 FETCH (FLAGS ())
        S: l OK
        """);

    /// <summary>LIMITS.md: more than 20 digits or beyond 2^63-1 is BAD without +; nothing is read as a literal.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "says BYE to it")]
    public Task A_literal_size_that_is_no_number(TestStore store) => Transcript.RunAsync(store, """
        C: a APPEND INBOX {99999999999999999999999}
        S: a BAD
        C: b APPEND INBOX {-5}
        S: b BAD
        C: c APPEND INBOX {5x}
        S: c BAD
        C: d NOOP
        S: d OK
        """);

    /// <summary>RFC 3501 §7.1.3, the example: an untagged BAD.</summary>
    [Theory, EveryStore]
    public Task An_empty_line(TestStore store) => Transcript.RunAsync(store, """
        C:
        S: * BAD Empty command line
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 3501 §9: command = tag SP ...</summary>
    [Theory, EveryStore]
    public Task A_line_without_a_command(TestStore store) => Transcript.RunAsync(store, """
        C: a
        S: a BAD
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 3501 §9: tag = 1*any ASTRING-CHAR except "+": there is no tag that could be answered to.</summary>
    [Theory, EveryStore]
    public Task A_tag_that_is_none(TestStore store) => Transcript.RunAsync(store, """
        C: + NOOP
        S: * BAD
        C: * NOOP
        S: * BAD
        C: b NOOP
        S: b OK
        """);

    /// <summary>RFC 3501 §9, quoted.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "lets a backslash escape anything")]
    public Task Strings_that_do_not_end(TestStore store) => Transcript.RunAsync(store, """
        C: a SELECT "INBOX
        S: a BAD
        C: b SELECT "IN\BOX"
        S: b BAD
        C: c NOOP
        S: c OK
        """);

    /// <summary>RFC 3501 §9: NUL "MUST NOT be used at any time"; a name is not cut off at it.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes a NUL in a name as far as the name exists")]
    public Task Octets_that_cannot_be_in_a_line(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo
        C: a SELECT foo{\0}bar
        S: a BAD
        C: b SELECT {"foo\0bar"}
        S: b BAD
        C: c NOOP
        S: c OK
        """);

    /// <summary>RFC 3501 §9.</summary>
    [Theory, EveryStore]
    public Task Dates_and_flags_that_are_none(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b SEARCH SINCE 1-Foo-1994
        S: b BAD
        C: c SEARCH SINCE 1994-02-01
        S: c BAD
        C: d STORE 1 +FLAGS (\Blurdybloop)
        S: d BAD
        C: e STORE 1 +FLAGS (a(b)
        S: e BAD
        C: f FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: f OK
        """);

    /// <summary>RFC 3501 §9, section.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "takes a part 0")]
    public Task Sections_that_are_none(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 1 message, none recent
        C: a SELECT INBOX
        C: b FETCH 1 BODY[MIME]
        S: b BAD
        C: c FETCH 1 BODY[0]
        S: c BAD
        C: d FETCH 1 BODY[PIGS]
        S: d BAD
        C: e FETCH 1 BODY[TEXT
        S: e BAD
        C: f FETCH 1 BODY[HEADER.FIELDS ()]
        S: f BAD
        C: g FETCH 1 BODY[]<5>
        S: g BAD
        C: h FETCH 1 BODY[]<0.0>
        S: h BAD
        C: i FETCH 1 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: i OK
        """);

    /// <summary>RFC 3501 §5.1: mailbox names are 7-bit, unless UTF8=ACCEPT says otherwise.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "refuses them without CANNOT")]
    public Task Eight_bit_names_are_refused_in_rev1(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without UTF8=ACCEPT
        C: a CREATE {"gr\xc3\xbc\xc3\x9fe"}
        S: a NO [CANNOT]
        C: b NOOP
        """);

    /// <summary>RFC 5182 §2.1: "$" is a set only where SEARCHRES is offered; without it, it was answered NO [SERVERBUG].</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "offers SEARCHRES")]
    public Task A_saved_result_that_nobody_saves_is_no_set(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without SEARCHRES, IMAP4rev2
        GIVEN INBOX with 2 messages, none recent
        C: a SELECT INBOX
        C: b FETCH $ FLAGS
        S: b BAD
        C: c UID STORE $ +FLAGS (\Deleted)
        S: c BAD
        C: d SEARCH NOT $
        S: d BAD
        C: e SEARCH UID $
        S: e BAD
        C: f UID EXPUNGE $
        S: f BAD
        C: g UID MOVE $ INBOX
        S: g BAD
        C: h FETCH 1:2 FLAGS
        S: * 1 FETCH (FLAGS ())
        S: * 2 FETCH (FLAGS ())
        S: h OK
        """);
}
