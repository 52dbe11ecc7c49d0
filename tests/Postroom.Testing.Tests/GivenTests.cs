using System.Text;
using Postroom.Testing.Transcripts;

namespace Postroom.Testing.Tests;

/// <summary>What a script can say is given.</summary>
public sealed class GivenTests
{
    [Fact]
    public void Messages_are_complete_and_the_same_in_every_run()
    {
        GivenMailbox inbox = One<GivenMailbox>("""GIVEN INBOX with 3 messages, none recent, 2:3 (\Seen Junk), 3 "17-Jul-1996 02:44:25 -0700", 1 Subject "hello, world", 2 X-New "a", 1 expunged""");
        Assert.Equal(("INBOX", 0, 3), (inbox.Name, inbox.Recent, inbox.Messages.Count));
        Assert.Equal(["\\Seen", "Junk"], inbox.Messages[1].Flags);
        Assert.Equal("17-Jul-1996 02:44:25 -0700", inbox.Messages[2].InternalDate);
        Assert.Null(inbox.Messages[0].InternalDate);
        Assert.Equal([true, false, false], inbox.Messages.Select(m => m.IsExpunged));
        Assert.Contains("\r\nSubject: hello, world\r\n", Text(inbox.Messages[0]), StringComparison.Ordinal);
        Assert.Contains("\r\nX-New: a\r\n\r\n", Text(inbox.Messages[1]), StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nThis is message 3.\r\n", Text(inbox.Messages[2]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_may_be_given_by_its_words_or_its_size()
    {
        GivenMailbox inbox = One<GivenMailbox>("""GIVEN INBOX with 2 messages, 1 Body "Hello Joe", 2 with a body of 1000 octets""");
        Assert.EndsWith("\r\n\r\nHello Joe\r\n", Text(inbox.Messages[0]), StringComparison.Ordinal);
        string big = Text(inbox.Messages[1]);
        Assert.Equal(1000, big.Length - big.IndexOf("\r\n\r\n", StringComparison.Ordinal) - 4);
    }

    [Fact]
    public void A_mailbox_may_be_empty_subscribed_and_for_something()
    {
        GivenMailbox mailbox = One<GivenMailbox>("""GIVEN mailbox "Sent Mail" for \Sent, subscribed""");
        Assert.Equal(("Sent Mail", "\\Sent", true, 0), (mailbox.Name, mailbox.SpecialUse, mailbox.IsSubscribed, mailbox.Messages.Count));
    }

    [Fact]
    public void A_message_may_be_written_out()
    {
        GivenSingleMessage given = One<GivenSingleMessage>("""
            GIVEN message in INBOX (\Seen) " 7-Feb-1994 21:52:25 -0800"
            | To: x
            |
            | Grüße
            """);
        Assert.Equal("To: x\r\n\r\nGrüße\r\n", Encoding.UTF8.GetString(given.Message.Octets));
        Assert.Equal((" 7-Feb-1994 21:52:25 -0800", "\\Seen"), (given.Message.InternalDate, given.Message.Flags[0]));
    }

    [Fact]
    public void The_rest_that_can_be_given()
    {
        Assert.Equal(new GivenAccount(1, "ali", "sesam"), One<GivenAccount>("GIVEN account ali with password sesam"));
        Assert.Equal("#news.comp.mail.mime", One<GivenSubscription>("GIVEN subscribed #news.comp.mail.mime").Name);
        Assert.Equal(["LITERAL+", "IDLE"], One<GivenWithout>("GIVEN without LITERAL+, IDLE").Capabilities);
        Assert.Equal(new GivenSetting(1, "Imap:MaxLineOctets", "8192"), One<GivenSetting>("GIVEN setting Imap:MaxLineOctets = 8192"));
        Assert.Equal(new DateTimeOffset(1996, 7, 17, 2, 44, 25, TimeSpan.FromHours(-7)), One<GivenClock>("GIVEN clock \"17-Jul-1996 02:44:25 -07:00\"").Now);
        Assert.Equal(new GivenConnection(1, 0, false, null, false, false), One<GivenConnection>("GIVEN not logged in"));
        Assert.Equal(new GivenConnection(1, 2, true, "ali", false, false), One<GivenConnection>("GIVEN C2 logged in as ali"));
        Assert.Equal(new GivenConnection(1, 0, false, null, true, false), One<GivenConnection>("GIVEN not logged in over TLS"));
        Assert.Equal(new GivenConnection(1, 0, false, null, false, true), One<GivenConnection>("GIVEN greeting PREAUTH"));
    }

    private static T One<T>(string given)
        where T : Given => Assert.IsType<T>(Assert.Single(TranscriptScript.Read(given + "\nC: a NOOP").Givens));

    private static string Text(GivenMessage message) => Encoding.UTF8.GetString(message.Octets);
}
