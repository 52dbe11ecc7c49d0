using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>LIST (RFC 3501 §6.3.8, §7.2.2) and CHILDREN (RFC 3348).</summary>
public sealed class ListTranscripts
{
    /// <summary>RFC 3501 §6.3.8, the example's first command.</summary>
    [Theory, EveryStore]
    public Task An_empty_name_asks_for_the_delimiter(TestStore store) => Transcript.RunAsync(store, """
        C: A101 LIST "" ""
        S: * LIST (\Noselect) "/" ""
        S: A101 OK LIST Completed
        """);

    /// <summary>RFC 3501 §6.3.8, the example's third command.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "answers usr/; RFC 3501 §6.3.8: the root MUST be the empty string if the reference is non-rooted")]
    public Task And_for_the_root_of_a_reference(TestStore store) => Transcript.RunAsync(store, """
        C: A103 LIST usr/staff/jones ""
        S: * LIST (\Noselect) "/" ""
        S: A103 OK LIST Completed
        """);

    /// <summary>RFC 3501 §6.3.8, the example's last command, and §7.2.2.</summary>
    [Theory, EveryStore]
    public Task A_percent_matches_one_level(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Mail/foo/bar
        GIVEN mailbox Mail/meetings
        C: A202 LIST Mail/ %
        S: * LIST (\Noselect ...) "/" Mail/foo
        S: * LIST (...) "/" Mail/meetings
        S: A202 OK LIST completed
        """);

    /// <summary>RFC 3501 §6.3.8: * matches zero or more characters, % does not match the delimiter.</summary>
    [Theory, EveryStore]
    public Task Wildcards(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo
        GIVEN mailbox foo/bar
        GIVEN mailbox foo/bar/baz
        GIVEN mailbox food
        C: a LIST "" foo*
        S: * LIST (...) "/" foo
        S: * LIST (...) "/" foo/bar
        S: * LIST (...) "/" foo/bar/baz
        S: * LIST (...) "/" food
        S: a OK
        C: b LIST "" foo%
        S: * LIST (...) "/" foo
        S: * LIST (...) "/" food
        S: b OK
        C: c LIST foo/ %
        S: * LIST (...) "/" foo/bar
        S: c OK
        C: d LIST "" *z
        S: * LIST (...) "/" foo/bar/baz
        S: d OK
        C: e LIST "" nowhere
        S: e OK
        """);

    /// <summary>RFC 3501 §6.3.8: "The special name INBOX is included in the output from LIST ... if the uppercase string INBOX matches".</summary>
    [Theory, EveryStore]
    public Task Inbox_is_listed_in_any_case(TestStore store) => Transcript.RunAsync(store, """
        C: a LIST "" inbox
        S: * LIST (...) "/" INBOX
        S: a OK
        C: b LIST "" InB%
        S: * LIST (...) "/" INBOX
        S: b OK
        """);

    /// <summary>RFC 3501 §5.1.3: what is no modified UTF-7 is in no name. It is asked for and not found, which is no error (RFC 3501 §6.3.8).</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "compares patterns with names as they are encoded")]
    public Task A_pattern_that_is_in_no_name_finds_nothing(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox &
        GIVEN mailbox été
        C: a LIST "" "&*"
        S: a OK
        C: b LIST "&bad" *
        S: b OK
        C: c LSUB "" "&*"
        S: c OK
        C: d LIST "" "&-*"
        S: * LIST (...) "/" &-
        S: d OK
        C: e LIST "" "&AOk-t*"
        S: * LIST (...) "/" &AOk-t&AOk-
        S: e OK
        """);

    /// <summary>RFC 3348 §3, the example, but for the mailbox that another may see and we may not.</summary>
    [Theory, EveryStore]
    public Task Children_are_told(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox ITEM_1
        GIVEN mailbox ITEM_1/ITEM_1A
        GIVEN mailbox ITEM_2
        C: A001 LIST "" *
        S: * LIST (\HasNoChildren ...) "/" INBOX
        S: * LIST (\HasChildren ...) "/" ITEM_1
        S: * LIST (\HasNoChildren ...) "/" ITEM_1/ITEM_1A
        S: * LIST (\HasNoChildren ...) "/" ITEM_2
        S: A001 OK LIST Completed
        """);

    /// <summary>RFC 3348 §3: "It is an error for the server to return both a \HasChildren and a \HasNoChildren attribute".</summary>
    [Theory, EveryStore]
    public Task Never_both_of_them(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo/bar
        C: a LIST "" *
        S!: * LIST (\HasChildren \HasNoChildren ...) "/" {_}
        S: * LIST (\HasChildren \Noselect ...) "/" foo
        S: ...
        S: a OK
        """);
}
