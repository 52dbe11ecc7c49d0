using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>LIST-EXTENDED (RFC 5258) and LIST-STATUS (RFC 5819). \HasChildren and \HasNoChildren are always told (CHILDREN, RFC 3348).</summary>
[AnnouncedAs("LIST-EXTENDED")]
public sealed class ListExtendedTranscripts
{
    private const string Groceries = """
        GIVEN mailbox INBOX, subscribed
        GIVEN mailbox Fruit
        GIVEN mailbox Fruit/Apple
        GIVEN mailbox Fruit/Banana, subscribed
        GIVEN subscribed Fruit/Peach
        GIVEN mailbox Tofu
        GIVEN mailbox Vegetable, subscribed
        GIVEN mailbox Vegetable/Broccoli, subscribed
        GIVEN mailbox Vegetable/Corn
        """;

    /// <summary>RFC 5258 §5, examples 1, 2 and 3.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "subscribes to nothing that is not there; RFC 3501 §6.3.6 lets it")]
    [DiffersOn("Cyrus", "subscribes to nothing that is not there; RFC 3501 §6.3.6 lets it")]
    public Task Subscribed_ones_and_children(TestStore store) => Transcript.RunAsync(store, Groceries + """

        C: A01 LIST "" "*"
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasChildren) "/" "Fruit"
        S: * LIST (\HasNoChildren) "/" "Fruit/Apple"
        S: * LIST (\HasNoChildren) "/" "Fruit/Banana"
        S: * LIST (\HasNoChildren) "/" "Tofu"
        S: * LIST (\HasChildren) "/" "Vegetable"
        S: * LIST (\HasNoChildren) "/" "Vegetable/Broccoli"
        S: * LIST (\HasNoChildren) "/" "Vegetable/Corn"
        S: A01 OK done
        C: A02 LIST (SUBSCRIBED) "" "*"
        S: * LIST (\Subscribed \HasNoChildren) "/" INBOX
        S: * LIST (\Subscribed \HasNoChildren) "/" "Fruit/Banana"
        S: * LIST (\Subscribed \NonExistent \HasNoChildren) "/" "Fruit/Peach"
        S: * LIST (\Subscribed \HasChildren) "/" "Vegetable"
        S: * LIST (\Subscribed \HasNoChildren) "/" "Vegetable/Broccoli"
        S: A02 OK done
        C: A03 LIST () "" "%" RETURN (CHILDREN)
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasChildren) "/" "Fruit"
        S: * LIST (\HasNoChildren) "/" "Tofu"
        S: * LIST (\HasChildren) "/" "Vegetable"
        S: A03 OK done
        """);

    /// <summary>RFC 5258 §5, examples 4, 5 and 6, with no other server.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "subscribes to nothing that is not there; RFC 3501 §6.3.6 lets it")]
    [DiffersOn("Cyrus", "subscribes to nothing that is not there; RFC 3501 §6.3.6 lets it")]
    public Task Remote_ones_too(TestStore store) => Transcript.RunAsync(store, Groceries + """

        C: A04 LIST (REMOTE) "" "%" RETURN (CHILDREN)
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasChildren) "/" "Fruit"
        S: * LIST (\HasNoChildren) "/" "Tofu"
        S: * LIST (\HasChildren) "/" "Vegetable"
        S: A04 OK done
        C: A05 LIST (REMOTE SUBSCRIBED) "" "*"
        S: * LIST (\Subscribed \HasNoChildren) "/" INBOX
        S: * LIST (\Subscribed \HasNoChildren) "/" "Fruit/Banana"
        S: * LIST (\Subscribed \NonExistent \HasNoChildren) "/" "Fruit/Peach"
        S: * LIST (\Subscribed \HasChildren) "/" "Vegetable"
        S: * LIST (\Subscribed \HasNoChildren) "/" "Vegetable/Broccoli"
        S: A05 OK done
        C: A06 LIST (REMOTE) "" "*" RETURN (SUBSCRIBED)
        S: * LIST (\Subscribed \HasNoChildren) "/" INBOX
        S: * LIST (\HasChildren) "/" "Fruit"
        S: * LIST (\HasNoChildren) "/" "Fruit/Apple"
        S: * LIST (\Subscribed \HasNoChildren) "/" "Fruit/Banana"
        S: * LIST (\HasNoChildren) "/" "Tofu"
        S: * LIST (\Subscribed \HasChildren) "/" "Vegetable"
        S: * LIST (\Subscribed \HasNoChildren) "/" "Vegetable/Broccoli"
        S: * LIST (\HasNoChildren) "/" "Vegetable/Corn"
        S: A06 OK done
        """);

    /// <summary>RFC 5258 §5, examples 7 and 11; §3: an empty pattern among others, and one name once.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells of children only who asked for them, once LIST is extended")]
    [DiffersOn("Cyrus", "makes the mailboxes above one that is made")]
    public Task Several_patterns(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Drafts
        GIVEN mailbox Sent/March2004
        GIVEN mailbox Sent/August2004
        GIVEN mailbox music/rock
        C: BBB LIST "" ("INBOX" "Drafts" "Sent/%")
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasNoChildren) "/" "Drafts"
        S: * LIST (\HasNoChildren) "/" "Sent/August2004"
        S: * LIST (\HasNoChildren) "/" "Sent/March2004"
        S: BBB OK done
        C: a2 LIST () "" %
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasNoChildren) "/" Drafts
        S: * LIST (\NonExistent \HasChildren) "/" Sent
        S: * LIST (\NonExistent \HasChildren) "/" music
        S: a2 OK done
        C: a3 LIST "" (% music/rock "" music/*)
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasNoChildren) "/" Drafts
        S: * LIST (\NonExistent \HasChildren) "/" Sent
        S: * LIST (\NonExistent \HasChildren) "/" music
        S: * LIST (\HasNoChildren) "/" music/rock
        S: a3 OK done
        C: a4 LIST "" ("")
        S: a4 OK done
        C: a5 LIST () "" ""
        S: a5 OK done
        C: a6 LIST "" %
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasNoChildren) "/" Drafts
        S: * LIST (\Noselect \HasChildren) "/" Sent
        S: * LIST (\Noselect \HasChildren) "/" music
        S: a6 OK done
        """);

    /// <summary>RFC 5258 §5, example 8, A and its variants.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells of children only who asked for them, once LIST is extended")]
    [DiffersOn("Cyrus", "subscribes to what it makes")]
    public Task Recursive_match(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Foo
        GIVEN mailbox Foo/Bar
        GIVEN mailbox Foo/Baz, subscribed
        GIVEN mailbox Moo
        C: CA3 LIST "" "%" RETURN (CHILDREN)
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasChildren) "/" "Foo"
        S: * LIST (\HasNoChildren) "/" "Moo"
        S: CA3 OK done
        C: C02 LIST (SUBSCRIBED) "" "*"
        S: * LIST (\Subscribed \HasNoChildren) "/" "Foo/Baz"
        S: C02 OK done
        C: C03 LIST (SUBSCRIBED) "" "%"
        S: C03 OK done
        C: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
        S: * LIST (\HasChildren) "/" "Foo" ("CHILDINFO" ("SUBSCRIBED"))
        S: C04 OK done
        C: a SUBSCRIBE Foo
        C: C05 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
        S: * LIST (\Subscribed \HasChildren) "/" "Foo" ("CHILDINFO"
            ("SUBSCRIBED"))
        S: C05 OK done
        C: b UNSUBSCRIBE Foo/Baz
        C: c SUBSCRIBE Moo
        C: C06 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%" RETURN (CHILDREN)
        S: * LIST (\HasChildren \Subscribed) "/" "Foo"
        S: * LIST (\HasNoChildren \Subscribed) "/" "Moo"
        S: C06 OK done
        C: d UNSUBSCRIBE Foo
        C: e UNSUBSCRIBE Moo
        C: C07 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
        S: C07 OK done
        C: f SUBSCRIBE Loo/Baz
        C: C08 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
        S: * LIST (\NonExistent \HasNoChildren) "/" "Loo" ("CHILDINFO" ("SUBSCRIBED"))
        S: C08 OK done
        C: g LIST (RECURSIVEMATCH) "" "%"
        S: g BAD
        C: h LIST (REMOTE RECURSIVEMATCH) "" "%"
        S: h BAD
        """);

    /// <summary>RFC 5258 §5, example 9, the first, and 10.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "subscribes to nothing that is not there; RFC 3501 §6.3.6 lets it")]
    [DiffersOn("Cyrus", "subscribes to nothing that is not there; RFC 3501 §6.3.6 lets it")]
    public Task What_is_below_and_not_matched(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox foo2
        GIVEN mailbox foo2/bar1, subscribed
        GIVEN mailbox foo2/bar2, subscribed
        GIVEN mailbox baz2
        GIVEN mailbox baz2/bar2, subscribed
        GIVEN mailbox baz2/bar22, subscribed
        GIVEN mailbox baz2/bar222, subscribed
        GIVEN mailbox eps2, subscribed
        GIVEN mailbox eps2/mamba, subscribed
        GIVEN mailbox qux2/bar2, subscribed
        GIVEN mailbox foo
        GIVEN subscribed foo/bar
        C: D03 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2"
        S: * LIST (\HasChildren) "/" "foo2" ("CHILDINFO" ("SUBSCRIBED"))
        S: * LIST (\Subscribed \HasNoChildren) "/" "foo2/bar2"
        S: * LIST (\Subscribed \HasNoChildren) "/" "baz2/bar2"
        S: * LIST (\Subscribed \HasNoChildren) "/" "baz2/bar22"
        S: * LIST (\Subscribed \HasNoChildren) "/" "baz2/bar222"
        S: * LIST (\Subscribed \HasChildren) "/" "eps2" ("CHILDINFO" ("SUBSCRIBED"))
        S: * LIST (\Subscribed \HasNoChildren) "/" "qux2/bar2"
        S: D03 OK done
        C: a1 LIST "" ("foo" "foo/*")
        S: * LIST (\HasNoChildren) "/" foo
        S: a1 OK done
        C: a2 LIST (SUBSCRIBED) "" "foo/*"
        S: * LIST (\Subscribed \NonExistent \HasNoChildren) "/" foo/bar
        S: a2 OK done
        C: a3 LIST (SUBSCRIBED RECURSIVEMATCH) "" foo RETURN (CHILDREN)
        S: * LIST (\HasNoChildren) "/" foo ("CHILDINFO" ("SUBSCRIBED"))
        S: a3 OK done
        """);

    /// <summary>RFC 6154 §5.2: the use, asked for and selected by; with RECURSIVEMATCH, and beside SUBSCRIBED.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells of children only who asked for them, once LIST is extended")]
    public Task Special_use(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox ToDo
        GIVEN mailbox Projects
        GIVEN mailbox SentMail for \Sent, subscribed
        GIVEN mailbox Mine/Drafts for \Drafts
        GIVEN mailbox Trash for \Trash
        C: t2 LIST "" "%" RETURN (SPECIAL-USE)
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\NonExistent \HasChildren) "/" Mine
        S: * LIST (\HasNoChildren) "/" Projects
        S: * LIST (\HasNoChildren \Sent) "/" SentMail
        S: * LIST (\HasNoChildren) "/" ToDo
        S: * LIST (\HasNoChildren \Trash) "/" Trash
        S: t2 OK done
        C: t3 LIST (SPECIAL-USE) "" "*"
        S: * LIST (\HasNoChildren \Drafts) "/" Mine/Drafts
        S: * LIST (\HasNoChildren \Sent) "/" SentMail
        S: * LIST (\HasNoChildren \Trash) "/" Trash
        S: t3 OK done
        C: t4 LIST (SPECIAL-USE RECURSIVEMATCH) "" "M%"
        S: * LIST (\NonExistent \HasChildren) "/" Mine ("CHILDINFO" ("SPECIAL-USE"))
        S: t4 OK done
        C: t5 LIST (SPECIAL-USE SUBSCRIBED SPECIAL-USE) "" "*" RETURN (SUBSCRIBED SUBSCRIBED)
        S: * LIST (\Subscribed \HasNoChildren \Sent) "/" SentMail
        S: t5 OK done
        """);

    /// <summary>RFC 5819 §3, both examples.</summary>
    [Theory, EveryStore]
    [DiffersOn("Dovecot", "tells of children only who asked for them, once LIST is extended")]
    [DiffersOn("Cyrus", "makes the mailboxes above one that is made")]
    public Task Status_of_each(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 17 messages, 1 (\Seen)
        GIVEN foo with 30 messages, 2 (\Seen)
        GIVEN mailbox foo/baz, subscribed
        GIVEN mailbox bar/none
        C: a SUBSCRIBE INBOX
        C: A01 LIST "" % RETURN (STATUS (MESSAGES UNSEEN))
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * STATUS "INBOX" (MESSAGES 17 UNSEEN 16)
        S: * LIST (\NonExistent \HasChildren) "/" "bar"
        S: * LIST (\HasChildren) "/" "foo"
        S: * STATUS "foo" (MESSAGES 30 UNSEEN 29)
        S: A01 OK List completed.
        C: A02 LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (STATUS
            (MESSAGES))
        S: * LIST (\Subscribed \HasNoChildren) "/" INBOX
        S: * STATUS "INBOX" (MESSAGES 17)
        S: * LIST (\HasChildren) "/" "foo" ("CHILDINFO" ("SUBSCRIBED"))
        S: A02 OK List completed.
        C: A03 LIST "" foo RETURN (STATUS (HIGHESTMODSEQ UIDNEXT))
        S: * LIST (\HasChildren) "/" foo
        S: * STATUS foo (HIGHESTMODSEQ {_} UIDNEXT 31)
        S: A03 OK
        """);

    /// <summary>What is no option is BAD, and so are those of extensions that are switched off.</summary>
    [Theory, EveryStore]
    public Task Form(TestStore store) => Transcript.RunAsync(store, """
        GIVEN without LIST-STATUS, IMAP4rev2
        C: a LIST (SUBSCRIBE) "" *
        S: a BAD
        C: b LIST "" * RETURN (CHILD)
        S: b BAD
        C: c LIST "" * RETURN (STATUS (MESSAGES))
        S: c BAD
        C: d LIST "" * RETURN CHILDREN
        S: d BAD
        C: e LIST "" ()
        S: e BAD
        """);
}
