using Postroom.Testing;

namespace Postroom.Imap.Server.Tests.Transcripts;

/// <summary>IMAP4rev2: LIST, extended and not, NAMESPACE and STATUS (RFC 9051 §6.3.4 to §6.3.11). \HasChildren and \HasNoChildren are always told.</summary>
[AnnouncedAs("IMAP4rev2")]
public sealed class Rev2ListTranscripts
{
    private const string Rev2 = """

        C: rev2 ENABLE IMAP4rev2
        S: * ENABLED IMAP4rev2
        S: rev2 OK
        """;

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
        """ + Rev2;

    /// <summary>RFC 9051 §6.3.9.8, the basic examples: the delimiter, and a level that is no mailbox.</summary>
    [Theory, EveryStore]
    public Task Basic(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox ~/Mail/foo/bar
        GIVEN mailbox ~/Mail/meetings
        """ + Rev2 + """

        C: A101 LIST "" ""
        S: * LIST (\Noselect) "/" ""
        S: A101 OK LIST Completed
        C: A202 LIST ~/Mail/ %
        S: * LIST (\NonExistent \HasChildren) "/" ~/Mail/foo
        S: * LIST (\HasNoChildren) "/" ~/Mail/meetings
        S: A202 OK LIST completed
        """);

    /// <summary>RFC 9051 §6.3.9.8, examples 1 to 3.</summary>
    [Theory, EveryStore]
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

    /// <summary>RFC 9051 §6.3.9.8, examples 4 to 6, with no other server.</summary>
    [Theory, EveryStore]
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
        C: A06 LIST (REMOTE) "" "Fruit*" RETURN (SUBSCRIBED)
        S: * LIST (\HasChildren) "/" "Fruit"
        S: * LIST (\HasNoChildren) "/" "Fruit/Apple"
        S: * LIST (\Subscribed \HasNoChildren) "/" "Fruit/Banana"
        S: A06 OK done
        """);

    /// <summary>RFC 9051 §6.3.9.8, example 7, A, A1, A2, B and C; §6.3.9.1: RECURSIVEMATCH alone is BAD.</summary>
    [Theory, EveryStore]
    public Task Recursive_match(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox Foo
        GIVEN mailbox Foo/Bar
        GIVEN mailbox Foo/Baz, subscribed
        GIVEN mailbox Moo
        """ + Rev2 + """

        C: CA3 LIST "" "%" RETURN (CHILDREN)
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasChildren) "/" "Foo"
        S: * LIST (\HasNoChildren) "/" "Moo"
        S: CA3 OK done
        C: C02 LIST (SUBSCRIBED) "" "*"
        S: * LIST (\Subscribed \HasNoChildren) "/" "Foo/Baz"
        S: C02 OK done
        C: C04 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
        S: * LIST (\HasChildren) "/" "Foo" ("CHILDINFO" ("SUBSCRIBED"))
        S: C04 OK done
        C: a SUBSCRIBE Foo
        C: C05 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%"
        S: * LIST (\Subscribed \HasChildren) "/" "Foo"
            ("CHILDINFO" ("SUBSCRIBED"))
        S: C05 OK done
        C: b UNSUBSCRIBE Foo/Baz
        C: c SUBSCRIBE Moo
        C: C06 LIST (SUBSCRIBED RECURSIVEMATCH) "" "%" RETURN
            (CHILDREN)
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
        C: i LIST (NONSENSE) "" "%"
        S: i BAD
        C: j LIST "" "%" RETURN (NONSENSE)
        S: j BAD
        """);

    /// <summary>RFC 9051 §6.3.9.8, examples 8 (its first command), 9 and 10.</summary>
    [Theory, EveryStore]
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
        GIVEN mailbox music/rock
        """ + Rev2 + """

        C: D03 LIST (RECURSIVEMATCH SUBSCRIBED) "" "*2"
        S: * LIST (\HasChildren) "/" "foo2" ("CHILDINFO" ("SUBSCRIBED"))
        S: * LIST (\Subscribed \HasNoChildren) "/" "foo2/bar2"
        S: * LIST (\Subscribed \HasNoChildren) "/" "baz2/bar2"
        S: * LIST (\Subscribed \HasNoChildren) "/" "baz2/bar22"
        S: * LIST (\Subscribed \HasNoChildren) "/" "baz2/bar222"
        S: * LIST (\Subscribed \HasChildren) "/" "eps2" ("CHILDINFO" ("SUBSCRIBED"))
        S: * LIST (\Subscribed \HasNoChildren) "/" "qux2/bar2"
        S: D03 OK done
        C: a1 LIST "" ("foo")
        S: * LIST (\HasNoChildren) "/" foo
        S: a1 OK done
        C: a2 LIST (SUBSCRIBED) "" "foo/*"
        S: * LIST (\Subscribed \NonExistent \HasNoChildren) "/" foo/bar
        S: a2 OK done
        C: a3 LIST (SUBSCRIBED RECURSIVEMATCH) "" foo RETURN (CHILDREN)
        S: * LIST (\HasNoChildren) "/" foo ("CHILDINFO" ("SUBSCRIBED"))
        S: a3 OK done
        C: a4 LIST () "" mus%
        S: * LIST (\NonExistent \HasChildren) "/" music
        S: a4 OK done
        C: a5 LIST "" (mus% music/rock "")
        S: * LIST (\NonExistent \HasChildren) "/" music
        S: * LIST (\HasNoChildren) "/" music/rock
        S: a5 OK done
        """);

    /// <summary>RFC 9051 §6.3.9.8, example 11, both.</summary>
    [Theory, EveryStore]
    public Task Status_of_each(TestStore store) => Transcript.RunAsync(store, """
        GIVEN INBOX with 17 messages, 1 (\Seen)
        GIVEN foo with 30 messages, 2 (\Seen)
        GIVEN mailbox foo/baz, subscribed
        GIVEN mailbox bar/none
        """ + Rev2 + """

        C: a SUBSCRIBE INBOX
        C: A01 LIST "" % RETURN (STATUS (MESSAGES UNSEEN))
        S: * LIST (\HasNoChildren) "/" "INBOX"
        S: * STATUS "INBOX" (MESSAGES 17 UNSEEN 16)
        S: * LIST (\HasChildren) "/" "foo"
        S: * STATUS "foo" (MESSAGES 30 UNSEEN 29)
        S: * LIST (\NonExistent \HasChildren) "/" "bar"
        S: A01 OK List completed.
        C: A02 LIST (SUBSCRIBED RECURSIVEMATCH) "" % RETURN (STATUS
            (MESSAGES))
        S: * LIST (\Subscribed \HasNoChildren) "/" "INBOX"
        S: * STATUS "INBOX" (MESSAGES 17)
        S: * LIST (\HasChildren) "/" "foo" (CHILDINFO ("SUBSCRIBED"))
        S: A02 OK List completed.
        """);

    /// <summary>RFC 9051 §6.3.11, the example, and every item; DELETED is new. The selected mailbox may be asked for.</summary>
    [Theory, EveryStore]
    public Task Status(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop with 3 messages, 2 (\Seen), 2:3 (\Deleted)
        C: A042 STATUS blurdybloop (UIDNEXT MESSAGES)
        S: * STATUS blurdybloop (MESSAGES 3 UIDNEXT 4)
        S: A042 OK STATUS completed
        C: a SELECT blurdybloop
        C: b FETCH 1 RFC822.SIZE
        S: * 1 FETCH (RFC822.SIZE {size})
        S: b OK
        C: c STATUS blurdybloop (MESSAGES UIDNEXT UIDVALIDITY UNSEEN DELETED SIZE)
        S: * STATUS blurdybloop (MESSAGES 3 UIDNEXT 4 UIDVALIDITY {_} UNSEEN 3 DELETED 2 SIZE {_})
        S: c OK
        C: d EXPUNGE
        C: e STATUS blurdybloop (DELETED SIZE)
        S: * STATUS blurdybloop (DELETED 0 SIZE {size})
        S: e OK
        """);

    /// <summary>RFC 9051 §6.3.5, §6.3.6, the examples with "/"; §6.3.4, the first two; §6.3.7, §6.3.8.</summary>
    [Theory, EveryStore]
    public Task Create_delete_rename(TestStore store) => Transcript.RunAsync(store, """
        GIVEN mailbox blurdybloop
        GIVEN mailbox foo
        GIVEN mailbox foo/bar
        """ + Rev2 + """

        C: A003 CREATE owatagusiam/
        S: A003 OK CREATE completed
        C: A004 CREATE owatagusiam/blurdybloop
        S: A004 OK CREATE completed
        C: A683 DELETE blurdybloop
        S: A683 OK DELETE completed
        C: A684 DELETE foo
        S: A684 OK DELETE Completed
        C: A685 LIST "" foo*
        S: * LIST (\Noselect \HasChildren) "/" foo
        S: * LIST (\HasNoChildren) "/" foo/bar
        S: A685 OK LIST completed
        C: A686 DELETE foo
        S: A686 NO Name "foo" has inferior hierarchical names
        C: A687 RENAME foo zowie
        S: A687 OK RENAME Completed
        C: A688 LIST "" %
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasChildren) "/" owatagusiam
        S: * LIST (\Noselect \HasChildren) "/" zowie
        S: A688 OK
        C: A002 SUBSCRIBE #news.comp.mail.mime
        S: A002 OK SUBSCRIBE completed
        C: A005 UNSUBSCRIBE #news.comp.mail.mime
        S: A005 OK UNSUBSCRIBE completed
        C: Z433 RENAME INBOX old-mail
        S: Z433 OK RENAME completed
        C: Z434 LIST "" %
        S: * LIST (\HasNoChildren) "/" INBOX
        S: * LIST (\HasNoChildren) "/" old-mail
        S: * LIST (\HasChildren) "/" owatagusiam
        S: * LIST (\Noselect \HasChildren) "/" zowie
        S: Z434 OK
        C: o356 RENAME old-mail owatagusiam/blurdybloop
        S: o356 NO [ALREADYEXISTS] Mailbox exists
        C: p RENAME this that
        S: p NO [NONEXISTENT] No such mailbox
        C: A001 NAMESPACE
        S: * NAMESPACE (("" "/")) NIL NIL
        S: A001 OK NAMESPACE command completed
        """);
}
