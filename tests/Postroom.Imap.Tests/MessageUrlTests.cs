namespace Postroom.Imap.Tests;

/// <summary>URLs of messages on one's own server (RFC 5092 §6, §7.1, §11), as CATENATE takes them (RFC 4469 §3).</summary>
public sealed class MessageUrlTests
{
    [Theory]
    [InlineData("/Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER", "/Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=HEADER")]
    [InlineData("/Drafts;UIDVALIDITY=385759045/;UID=20/;Section=2.MIME", "/Drafts;UIDVALIDITY=385759045/;UID=20/;SECTION=2.MIME")]
    [InlineData("/INBOX;UIDVALIDITY=785799047/;UID=113330/;section=1.5.9", "/INBOX;UIDVALIDITY=785799047/;UID=113330/;SECTION=1.5.9")]
    [InlineData("/Drafts/;UID=3002", "/Drafts/;UID=3002")]
    [InlineData("/gray-council;UIDVALIDITY=385759045/;UID=20/;PARTIAL=0.1024", "/gray-council;UIDVALIDITY=385759045/;UID=20/;PARTIAL=0.1024")]
    [InlineData("/foo/bar/../baz/./;uid=7/;section=TEXT/;partial=5", "/foo/baz/;UID=7/;SECTION=TEXT/;PARTIAL=5")]
    [InlineData("/gray%20council/%E5%8F%B0%e5%8c%97/;UID=4294967295", "/gray%20council/%E5%8F%B0%E5%8C%97/;UID=4294967295")]
    [InlineData("/a&b/;UID=1/;SECTION=1.HEADER.FIELDS%20(X%2FY%20a/b)", "/a&b/;UID=1/;SECTION=1.HEADER.FIELDS%20(X/Y%20a/b)")]
    [InlineData("/inbox/;UID=1", "/INBOX/;UID=1")]
    public void What_it_names_is_written_as_it_was_read(string url, string written)
    {
        Assert.True(MessageUrl.TryParse(Wire.Octets(url), null, out MessageUrl? message));
        Assert.Equal(written, message.ToText());
        Assert.True(MessageUrl.TryParse(Wire.Octets(written), null, out MessageUrl? again));
        Assert.Equal(message, again);
    }

    [Fact]
    public void Its_parts_are_what_they_say()
    {
        Assert.True(MessageUrl.TryParse("/a%20b;UIDVALIDITY=9/;UID=7/;SECTION=2.1/;PARTIAL=10.20"u8, null, out MessageUrl? message));
        Assert.Equal(
            new MessageUrl(MailboxName.Parse("a b"), new UidValidity(9), new Uid(7), new SectionSpec([2, 1]), 10, 20), message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("//server/INBOX/;UID=1")]
    [InlineData("imap://server/INBOX/;UID=1")]
    [InlineData(";UID=20")] // of which mailbox?
    [InlineData("INBOX/;UID=1")]
    [InlineData("/INBOX")]
    [InlineData("/INBOX?SUBJECT%20x")]
    [InlineData("/;UID=1")]
    [InlineData("/INBOX//;UID=1")]
    [InlineData("/INBOX/;UID=")]
    [InlineData("/INBOX/;UID=0")]
    [InlineData("/INBOX/;UID=01")]
    [InlineData("/INBOX/;UID=-1")]
    [InlineData("/INBOX/;UID=4294967296")]
    [InlineData("/INBOX/;UID=1/")]
    [InlineData("/INBOX/;UID=1/.")]
    [InlineData("/INBOX/;UID=1/..")]
    [InlineData("/INBOX/;UID=1?x")]
    [InlineData("/INBOX/;UID=1/;UID=2")]
    [InlineData("/INBOX/;UID=1/;SECTION=")]
    [InlineData("/INBOX/;UID=1/;SECTION=MIME")]
    [InlineData("/INBOX/;UID=1/;SECTION=1]x")]
    [InlineData("/INBOX/;UID=1/;SECTION=1%5Dx")]
    [InlineData("/INBOX/;UID=1/;SECTION=1%5")]
    [InlineData("/INBOX/;UID=1/;PARTIAL=")]
    [InlineData("/INBOX/;UID=1/;PARTIAL=1.0")]
    [InlineData("/INBOX/;UID=1/;PARTIAL=1.")]
    [InlineData("/INBOX/;UID=1/;PARTIAL=9223372036854775808")]
    [InlineData("/INBOX/;UID=1/;PARTIAL=1/;SECTION=1")]
    [InlineData("/INBOX/;UID=1/;URLAUTH=anonymous")]
    [InlineData("/INBOX/;UID=1;EXPIRE=2030-01-01T00:00:00Z")]
    [InlineData("/INBOX;UIDVALIDITY=0/;UID=1")]
    [InlineData("/INBOX;UIDVALIDITY=1;X=2/;UID=1")]
    [InlineData("/a;UIDVALIDITY=1/b/;UID=1")]
    [InlineData("/IN BOX/;UID=1")]
    [InlineData("/%/;UID=1")]
    [InlineData("/%2E%2E/;UID=1")]
    [InlineData("/%FF/;UID=1")]
    [InlineData("/%E5%8F/;UID=1")]
    [InlineData("/\xe5\x8f\xb0/;UID=1")]
    public void What_names_no_message_here_is_none(string url) => Assert.False(MessageUrl.TryParse(Wire.Octets(url), null, out _));

    [Theory] // RFC 4469 §3: "When in the selected state, the base URL is considered "imap://user@server/mailbox""
    [InlineData(";UID=20", "/a%20b/;UID=20")]
    [InlineData(";uid=20/;section=1.2/;PARTIAL=3", "/a%20b/;UID=20/;SECTION=1.2/;PARTIAL=3")]
    [InlineData("/INBOX/;UID=1", "/INBOX/;UID=1")]
    public void Where_a_mailbox_is_selected_a_uid_is_enough(string url, string written)
    {
        Assert.True(MessageUrl.TryParse(Wire.Octets(url), MailboxName.Parse("a b"), out MessageUrl? message));
        Assert.Equal(written, message.ToText());
    }

    [Theory] // "Implementations MUST NOT generate or accept relative-path IMAP references" (RFC 5092 §7.2)
    [InlineData("INBOX/;UID=1")]
    [InlineData("../INBOX/;UID=1")]
    [InlineData("./;UID=1")]
    [InlineData(";SECTION=1")]
    [InlineData(";UID=1/../;UID=2/../..")]
    [InlineData(";UID=0")]
    [InlineData(";UIDVALIDITY=1/;UID=1")]
    public void Nothing_else_is_relative(string url) => Assert.False(MessageUrl.TryParse(Wire.Octets(url), MailboxName.Parse("a b"), out _));
}
