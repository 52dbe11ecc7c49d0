namespace Postroom.Imap.Tests;

/// <summary>What extensions add to the grammar: what was read is written as it came, and what is cut or wrong is refused.</summary>
public sealed class ExtensionGrammarTests
{
    private static readonly ImapSyntax Syntax = ImapSyntax.Base.With(static add => add
        .StoreModifier(UnchangedSince.OptionName, UnchangedSince.Read)
        .FetchModifier(ChangedSince.OptionName, ChangedSince.Read)
        .FetchModifier(PartialOption.OptionName, PartialOption.Read)
        .SearchReturnOption(PartialOption.OptionName, PartialOption.Read)
        .SelectParameter(QResyncParameter.OptionName, QResyncParameter.Read)
        .AppendData(CatenateData.DataName, CatenateData.Read)
        .FetchItem("PREVIEW", PreviewItem.Read)
        .SearchKey("MODSEQ", SearchModSeq.Read)
        .SearchKey("EMAILID", static (ref ImapReader reader) => SearchObjectId.Read(ref reader, isThread: false))
        .SearchKey("THREADID", static (ref ImapReader reader) => SearchObjectId.Read(ref reader, isThread: true))
        .SearchKey("OLDER", static (ref ImapReader reader) => SearchWithin.Read(ref reader, isOlder: true))
        .SearchKey("YOUNGER", static (ref ImapReader reader) => SearchWithin.Read(ref reader, isOlder: false))
        .SearchKey("UIDAFTER", static (ref ImapReader reader) => SearchUidSide.Read(ref reader, isAfter: true))
        .SearchKey("UIDBEFORE", static (ref ImapReader reader) => SearchUidSide.Read(ref reader, isAfter: false))
        .SearchKey("SAVEDON", static (ref ImapReader reader) => SearchSaved.Read(ref reader, SearchDateRelation.On)));

    [Theory]
    [InlineData(" INBOX (QRESYNC (67890007 20050715194045000))")]
    [InlineData(" INBOX (QRESYNC (67890007 20050715194045000 41,43:211,214:541))")]
    [InlineData(" INBOX (QRESYNC (67890007 0 (5000,7500,9990:9992 15000,22500,29970:29972)))")]
    [InlineData(" INBOX (QRESYNC (1 9223372036854775807 1:29997 (1 1)))")]
    public void Select(string text) => Check<SelectArguments>(text);

    [Theory]
    [InlineData(" 1:* (FLAGS UID) (CHANGEDSINCE 12345)")]
    [InlineData(" 25900:26600 (UID FLAGS) (PARTIAL -1:-30 CHANGEDSINCE 98305)")]
    [InlineData(" 1:4 (ENVELOPE PREVIEW (LAZY) UID)")]
    [InlineData(" 1 PREVIEW")]
    [InlineData(" 1 PREVIEW (CHANGEDSINCE 12345)")]
    [InlineData(" 1 PREVIEW (LAZY) (CHANGEDSINCE 12345)")]
    public void Fetch(string text) => Check<FetchArguments>(text);

    [Theory]
    [InlineData(" 7,5,9 (UNCHANGEDSINCE 320162338) +FLAGS.SILENT (\\Deleted)")]
    [InlineData(" 1 (UNCHANGEDSINCE 0) FLAGS ()")]
    public void Store(string text) => Check<StoreArguments>(text);

    [Theory]
    [InlineData(" Drafts (\\Seen \\Draft $MDNSent) CATENATE (URL /Drafts;UIDVALIDITY=385759045/;UID=20/;section=HEADER TEXT {4}\r\n\r\nab)")]
    [InlineData(" Sent CATENATE (TEXT {0}\r\n TEXT ~{3}\r\na\0b URL \"\")")]
    [InlineData(" Sent {2}\r\nab (\\Seen) \"17-Feb-1994 21:52:25 -0800\" CATENATE (URL \"not a URL\") ~{1}\r\n\0")]
    public void Append(string text) => Check<AppendArguments>(text);

    [Theory]
    [InlineData(" 4 Drafts (\\Seen \\Draft) {3}\r\nabc")]
    [InlineData(" * INBOX \"17-Feb-1994 21:52:25 -0800\" CATENATE (TEXT {2}\r\nab URL /Drafts/;UID=3002)")]
    public void Replace(string text) => Check<ReplaceArguments>(text);

    [Theory]
    [InlineData(" 1:2 INBOX {1}\r\nx")]
    [InlineData(" 0 INBOX {1}\r\nx")]
    [InlineData(" $ INBOX {1}\r\nx")]
    [InlineData(" 1 INBOX {1}\r\nx {1}\r\ny")]
    [InlineData(" 1 INBOX CATENATE ()")]
    [InlineData(" 1 INBOX CATENATE (TEXT abc)")]
    [InlineData(" 1 INBOX CATENATE (URL)")]
    [InlineData(" 1 INBOX CATENATE (UTF8 ~{1}\r\nx)")]
    public void Not_replaced(string text) => Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<ReplaceArguments>(text, syntax: Syntax));

    [Theory]
    [InlineData(" MODSEQ 620162338")]
    [InlineData(" MODSEQ \"/flags/\\\\draft\" all 620162338")]
    [InlineData(" NOT MODSEQ \"/flags/$mdnsent\" priv 0")]
    [InlineData(" OLDER 259200 YOUNGER 4294967295")]
    [InlineData(" SAVEDON 28-Dec-2014")]
    [InlineData(" UIDAFTER 25000 NOT UIDBEFORE $")]
    [InlineData(" RETURN (PARTIAL -1:-100) UNDELETED UNKEYWORD $Junk")]
    [InlineData(" RETURN (PARTIAL 500:400 COUNT) ALL")]
    [InlineData(" OR EMAILID M6d99ac3275bb4e THREADID T64b478a_75b7-ea9")]
    public void Search(string text) => Check<SearchArguments>(text);

    [Theory] // RFC 7162 §7: entry-flag-name is "/flags/" and a flag
    [InlineData(" MODSEQ \"/flags/\" all 1")]
    [InlineData(" MODSEQ \"/flags/\\\\\" all 1")]
    [InlineData(" MODSEQ \"/flags/dr\u00b8ft\" all 1")]
    [InlineData(" MODSEQ \"/flags/\\\\dr ft\" all 1")]
    [InlineData(" MODSEQ \"/flags/\\\"\" all 1")]
    [InlineData(" MODSEQ \"/comment\" all 1")]
    [InlineData(" MODSEQ \"/flags/seen\" each 1")]
    [InlineData(" MODSEQ /flags/seen all 1")]
    public void Not_a_flags_mod_sequence(string text) => Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<SearchArguments>(text, syntax: Syntax));

    [Theory]
    [InlineData(" NONE")]
    [InlineData(" SET (personal NONE)")]
    [InlineData(" SET STATUS (selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS (FROM TO)]) MessageExpunge)) (subtree Lists (MessageNew MessageExpunge))")]
    [InlineData(" SET (selected-delayed (MessageNew MessageExpunge FlagChange AnnotationChange)) (inboxes (MailboxName))")]
    [InlineData(" SET (mailboxes (INBOX misc) (SubscriptionChange MailboxMetadataChange ServerMetadataChange X-Other)) (subscribed NONE)")]
    public void Notify(string text) => Check<NotifyArguments>(text);

    [Theory]
    [InlineData(" SET (Selected (messagenew (uid) MESSAGEEXPUNGE))", " SET (selected (MessageNew (UID) MessageExpunge))")]
    [InlineData(" set status (MAILBOXES (\"a//b\" inbox) (mailboxname))", " SET STATUS (mailboxes INBOX (MailboxName))")] // there is no mailbox of that name
    [InlineData(" SET (subtree / (MailboxName)) (mailboxes (/ a//b) (MailboxName))", " SET (subtree \"\" (MailboxName)) (mailboxes \"\" (MailboxName))")]
    public void Notify_without_case(string text, string written) =>
        Assert.Equal(written, Wire.Write(Wire.Arguments<NotifyArguments>(text, syntax: Syntax).Write));

    [Theory]
    [InlineData(" SET (selected (MessageNew))", "together")]
    [InlineData(" SET (personal (FlagChange))", "MessageNew and MessageExpunge")]
    [InlineData(" SET (selected (MailboxName))", "messages only")]
    [InlineData(" SET (personal (MessageNew (UID) MessageExpunge))", "selected mailbox")]
    [InlineData(" SET (selected NONE) (selected-delayed NONE)", "once")]
    [InlineData(" SET (nothing NONE)", "filter")]
    public void Notify_refused(string text, string because) => Assert.Contains(
        because, Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<NotifyArguments>(text, syntax: Syntax)).Message, StringComparison.Ordinal);

    [Fact]
    public void Compress() => Check<CompressArguments>(" DEFLATE");

    [Theory]
    [InlineData(" INBOX (QRESYNC (0 1))", "UIDVALIDITY")]
    [InlineData(" INBOX (QRESYNC (1 9223372036854775808))", "2^63-1")]
    [InlineData(" INBOX (QRESYNC (1 1 *))", "\"*\"")]
    [InlineData(" INBOX (QRESYNC (1 1 (1:2 1:3)))", "as many UIDs")]
    [InlineData(" INBOX (QRESYNC (1 1 (2,1 1,2)))", "ascending")]
    [InlineData(" INBOX (QRESYNC (1 1 (2:1 1:2)))", "ascending")]
    public void Refused(string text, string because) => Assert.Contains(
        because, Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<SelectArguments>(text, syntax: Syntax)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("0:5")]
    [InlineData("1:*")]
    [InlineData("5")]
    [InlineData("-1:5")]
    [InlineData("1:-5")]
    [InlineData("--1:-5")]
    [InlineData("1:4294967296")]
    public void Partial_refused(string range)
    {
        Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<SearchArguments>($" RETURN (PARTIAL {range}) ALL", syntax: Syntax));
        Assert.Throws<ImapSyntaxException>(() => Wire.Arguments<FetchArguments>($" 1:* FLAGS (PARTIAL {range})", syntax: Syntax));
    }

    [Theory]
    [InlineData("1:500", 1, 264, 264)]
    [InlineData("500:1", 1, 264, 264)]
    [InlineData("200:300", 200, 264, 264)]
    [InlineData("265:300", 265, 264, 264)] // none
    [InlineData("-1:-100", 165, 264, 264)]
    [InlineData("-100:-1", 165, 264, 264)]
    [InlineData("-1:-4294967295", 1, 264, 264)]
    [InlineData("-300:-200", 1, 65, 264)]
    [InlineData("-265:-300", 1, 0, 264)] // none
    [InlineData("1:1", 1, 0, 0)] // none
    [InlineData("-1:-1", 1, 0, 0)] // none
    public void Partial_places(string range, long first, long last, long count)
    {
        SearchArguments search = Wire.Arguments<SearchArguments>($" RETURN (PARTIAL {range}) ALL", syntax: Syntax);
        Assert.Equal((first, last), ((PartialOption)search.ReturnOptions!.Value[0]).PlacesAmong(count));
    }

    private static void Check<T>(string text)
        where T : class, IImapArguments<T>
    {
        T arguments = Wire.Arguments<T>(text, syntax: Syntax);
        Assert.Equal(text, Wire.Write(arguments.Write));
        Assert.Equal(arguments, Wire.Arguments<T>(Wire.Write(arguments.Write), syntax: Syntax));
        for (int length = 0; length < text.Length; length++)
        {
            try
            {
                Wire.Arguments<T>(text[..length], syntax: Syntax); // some beginnings are whole commands
            }
            catch (ImapSyntaxException)
            {
                // as it should be
            }
        }
    }
}
