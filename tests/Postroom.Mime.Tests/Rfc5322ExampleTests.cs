using System.Globalization;
using System.Text;

namespace Postroom.Mime.Tests;

/// <summary>Every message of RFC 5322 appendix A, read field by field.</summary>
public sealed class Rfc5322ExampleTests
{
    private const string Hello = "This is a message just to say hello.\nSo, \"Hello\".\n";

    private const string FromJohn = """
        From: John Doe <jdoe@machine.example>
        To: Mary Smith <mary@example.net>
        Subject: Saying Hello
        Date: Fri, 21 Nov 1997 09:55:06 -0600
        Message-ID: <1234@local.machine.example>

        """;

    private const string ReadFromJohn = """
        date 1997-11-21T09:55:06-06:00
        subject Saying Hello
        from John Doe <jdoe@machine.example>
        to Mary Smith <mary@example.net>
        message-id <1234@local.machine.example>

        """;

    public static TheoryData<string, string, string> Examples => new()
    {
        { "A.1.1, simple addressing", FromJohn + "\n" + Hello, ReadFromJohn },
        {
            "A.1.1, another sender",
            """
            From: John Doe <jdoe@machine.example>
            Sender: Michael Jones <mjones@machine.example>
            To: Mary Smith <mary@example.net>
            Subject: Saying Hello
            Date: Fri, 21 Nov 1997 09:55:06 -0600
            Message-ID: <1234@local.machine.example>


            """ + Hello,
            """
            date 1997-11-21T09:55:06-06:00
            subject Saying Hello
            from John Doe <jdoe@machine.example>
            sender Michael Jones <mjones@machine.example>
            to Mary Smith <mary@example.net>
            message-id <1234@local.machine.example>

            """
        },
        {
            "A.1.2, different types of mailboxes",
            """
            From: "Joe Q. Public" <john.q.public@example.com>
            To: Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>
            Cc: <boss@nil.test>, "Giant; \"Big\" Box" <sysservices@example.net>
            Date: Tue, 1 Jul 2003 10:52:37 +0200
            Message-ID: <5678.21-Nov-1997@example.com>

            Hi everyone.

            """,
            """
            date 2003-07-01T10:52:37+02:00
            from Joe Q. Public <john.q.public@example.com>
            to Mary Smith <mary@x.test>, <jdoe@example.org>, Who? <one@y.test>
            cc <boss@nil.test>, Giant; "Big" Box <sysservices@example.net>
            message-id <5678.21-Nov-1997@example.com>

            """
        },
        {
            "A.1.3, group addresses",
            """
            From: Pete <pete@silly.example>
            To: A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;
            Cc: Undisclosed recipients:;
            Date: Thu, 13 Feb 1969 23:32:54 -0330
            Message-ID: <testabcd.1234@silly.example>

            Testing.

            """,
            """
            date 1969-02-13T23:32:54-03:30
            from Pete <pete@silly.example>
            to {A Group}, Ed Jones <c@a.test>, <joe@where.test>, John <jdoe@one.test>, {end}
            cc {Undisclosed recipients}, {end}
            message-id <testabcd.1234@silly.example>

            """
        },
        {
            "A.2, the reply",
            """
            From: Mary Smith <mary@example.net>
            To: John Doe <jdoe@machine.example>
            Reply-To: "Mary Smith: Personal Account" <smith@home.example>
            Subject: Re: Saying Hello
            Date: Fri, 21 Nov 1997 10:01:10 -0600
            Message-ID: <3456@example.net>
            In-Reply-To: <1234@local.machine.example>
            References: <1234@local.machine.example>

            This is a reply to your hello.

            """,
            """
            date 1997-11-21T10:01:10-06:00
            subject Re: Saying Hello
            from Mary Smith <mary@example.net>
            reply-to Mary Smith: Personal Account <smith@home.example>
            to John Doe <jdoe@machine.example>
            in-reply-to <1234@local.machine.example>
            references <1234@local.machine.example>
            message-id <3456@example.net>

            """
        },
        {
            "A.2, the reply to the reply",
            """
            To: "Mary Smith: Personal Account" <smith@home.example>
            From: John Doe <jdoe@machine.example>
            Subject: Re: Saying Hello
            Date: Fri, 21 Nov 1997 11:00:00 -0600
            Message-ID: <abcd.1234@local.machine.test>
            In-Reply-To: <3456@example.net>
            References: <1234@local.machine.example> <3456@example.net>

            This is a reply to your reply.

            """,
            """
            date 1997-11-21T11:00:00-06:00
            subject Re: Saying Hello
            from John Doe <jdoe@machine.example>
            to Mary Smith: Personal Account <smith@home.example>
            in-reply-to <3456@example.net>
            references <1234@local.machine.example> <3456@example.net>
            message-id <abcd.1234@local.machine.test>

            """
        },
        {
            "A.3, resent: the original fields count",
            """
            Resent-From: Mary Smith <mary@example.net>
            Resent-To: Jane Brown <j-brown@other.example>
            Resent-Date: Mon, 24 Nov 1997 14:22:01 -0800
            Resent-Message-ID: <78910@example.net>

            """ + FromJohn + "\n" + Hello,
            ReadFromJohn
        },
        {
            "A.4, trace fields",
            """
            Received: from x.y.test
               by example.net
               via TCP
               with ESMTP
               id ABC12345
               for <mary@example.net>;  21 Nov 1997 10:05:43 -0600
            Received: from node.example by x.y.test; 21 Nov 1997 10:01:22 -0600

            """ + FromJohn + "\n" + Hello,
            ReadFromJohn
        },
        {
            "A.5, white space, comments and other oddities",
            """
            From: Pete(A nice \) chap) <pete(his account)@silly.test(his host)>
            To:A Group(Some people)
                 :Chris Jones <c@(Chris's host.)public.example>,
                     joe@example.org,
              John <jdoe@one.test> (my dear friend); (the end of the group)
            Cc:(Empty list)(start)Hidden recipients  :(nobody(that I know))  ;
            Date: Thu,
                  13
                    Feb
                      1969
                  23:32
                           -0330 (Newfoundland Time)
            Message-ID:              <testabcd.1234@silly.test>

            Testing.

            """,
            """
            date 1969-02-13T23:32:00-03:30
            from Pete <pete@silly.test>
            to {A Group}, Chris Jones <c@public.example>, <joe@example.org>, John <jdoe@one.test>, {end}
            cc {Hidden recipients}, {end}
            message-id <testabcd.1234@silly.test>

            """
        },
        {
            "A.6.1, obsolete addressing",
            """
            From: Joe Q. Public <john.q.public@example.com>
            To: Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example
            Date: Tue, 1 Jul 2003 10:52:37 +0200
            Message-ID: <5678.21-Nov-1997@example.com>

            Hi everyone.

            """,
            """
            date 2003-07-01T10:52:37+02:00
            from Joe Q. Public <john.q.public@example.com>
            to Mary Smith <@node.test:mary@example.net>, <jdoe@test.example>
            message-id <5678.21-Nov-1997@example.com>

            """
        },
        {
            "A.6.2, obsolete dates",
            """
            From: John Doe <jdoe@machine.example>
            To: Mary Smith <mary@example.net>
            Subject: Saying Hello
            Date: 21 Nov 97 09:55:06 GMT
            Message-ID: <1234@local.machine.example>


            """ + Hello,
            ReadFromJohn.Replace("-06:00", "+00:00", StringComparison.Ordinal)
        },
        {
            // The line of two spaces is written "__" in the RFC. The comment stays in the identifier: what is in the brackets is compared
            // as it stands but for white space, since broken mailers put parentheses into identifiers too.
            "A.6.3, obsolete white space and comments",
            """
            From  : John Doe <jdoe@machine(comment).  example>
            To    : Mary Smith
              
                      <mary@example.net>
            Subject     : Saying Hello
            Date  : Fri, 21 Nov 1997 09(comment):   55  :  06 -0600
            Message-ID  : <1234   @   local(blah)  .machine .example>


            """ + Hello,
            ReadFromJohn.Replace("@local.", "@local(blah).", StringComparison.Ordinal)
        },
    };

    [Theory]
    [MemberData(nameof(Examples))]
    public void Is_read_as_the_RFC_says(string name, string text, string wanted)
    {
        Assert.StartsWith("A.", name, StringComparison.Ordinal);
        byte[] octets = Describe.Bytes(text);
        MimePart root = MimeParser.Parse(octets).Root;

        Assert.Equal(wanted.ReplaceLineEndings("\n"), Read(root.Envelope!));
        Assert.Equal("text/plain", Describe.Shape(root));
        Assert.Equal(octets.Length, root.HeaderLength + root.BodyLength);
        Assert.Equal(text.ReplaceLineEndings("\r\n")[(text.ReplaceLineEndings("\r\n").IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..], Describe.Body(octets, root));
    }

    private static string Read(EnvelopeFields fields)
    {
        var all = new StringBuilder();
        DateTimeOffset date = Assert.NotNull(MessageDate.Parse(fields.Date.Span));
        all.Append(CultureInfo.InvariantCulture, $"date {date:yyyy-MM-ddTHH:mm:sszzz}\n");
        if (fields.HasSubject)
            all.Append(CultureInfo.InvariantCulture, $"subject {Describe.Text(fields.Subject)}\n");
        (string Name, ReadOnlyMemory<byte> Value)[] lists =
            [("from", fields.From), ("sender", fields.Sender), ("reply-to", fields.ReplyTo), ("to", fields.To), ("cc", fields.Cc), ("bcc", fields.Bcc)];
        foreach ((string name, ReadOnlyMemory<byte> value) in lists.Where(list => !list.Value.IsEmpty))
            all.Append(CultureInfo.InvariantCulture, $"{name} {string.Join(", ", AddressList.Parse(value).Select(Read))}\n");
        (string Name, ReadOnlyMemory<byte> Value)[] ids =
            [("in-reply-to", fields.InReplyTo), ("references", fields.References), ("message-id", fields.MessageId)];
        foreach ((string name, ReadOnlyMemory<byte> value) in ids.Where(list => !list.Value.IsEmpty))
            all.Append(CultureInfo.InvariantCulture, $"{name} {string.Join(' ', MessageIds.Parse(value).Select(id => $"<{Describe.Text(id).Trim('<', '>')}>"))}\n");
        return all.ToString();
    }

    private static string Read(MailAddress address) => address.Kind switch
    {
        MailAddressKind.GroupStart => $"{{{Describe.Text(address.Mailbox)}}}",
        MailAddressKind.GroupEnd => "{end}",
        _ => (address.Name is { } name ? Describe.Text(name) + " " : "")
            + $"<{(address.Route is { } route ? Describe.Text(route) + ":" : "")}{Describe.Text(address.Mailbox)}@{Describe.Text(address.Host)}>",
    };
}
