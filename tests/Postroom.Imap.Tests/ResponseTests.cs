namespace Postroom.Imap.Tests;

/// <summary>Responses, as the RFCs' examples have them, and what other servers send beside the grammar.</summary>
public class ResponseTests
{
    [Fact]
    public void Status_responses_have_codes()
    {
        var tagged = (StatusResponse)Wire.Response("A003 OK [COPYUID 38505 304,319:320 3956:3958] Done"); // RFC 4315 §3
        var code = (CopyUidCode)tagged.Code!;
        Assert.Equal(("A003", StatusKind.Ok, "Done"), (tagged.Tag, tagged.Kind, tagged.Text));
        Assert.Equal([304u, 319u, 320u], code.Source.Enumerate());
        Assert.Equal(ResponseCode.TryCreate, ((StatusResponse)Wire.Response("a NO [trycreate] x")).Code);
        Assert.Equal(new InProgressCode(null), ((StatusResponse)Wire.Response("* OK [INPROGRESS] Hang in there...")).Code);
        Assert.Equal(new ModifiedCode(SequenceSet.Parse("7,9")), ((StatusResponse)Wire.Response("a OK [MODIFIED 7,9] x")).Code);
        Assert.Equal(new MailboxIdCode(new ObjectId("F6352ae03-b7f5")), ((StatusResponse)Wire.Response("* OK [MAILBOXID (F6352ae03-b7f5)] x")).Code);
        Assert.Equal(new MessageLimitCode(1000, new Uid(23221)), ((StatusResponse)Wire.Response("a OK [MESSAGELIMIT 1000 23221] x")).Code); // RFC 9738 §3.1
        Assert.Equal(new MessageLimitCode(1000), ((StatusResponse)Wire.Response("a NO [MESSAGELIMIT 1000] x")).Code);
        Assert.Equal(new UnknownCode("X-Y", "1 (2)"u8), ((StatusResponse)Wire.Response("a OK [X-Y 1 (2)] x")).Code);
        Assert.Equal(new BadEventCode(["MessageNew", "MailboxName"]), ((StatusResponse)Wire.Response("a NO [BADEVENT (MessageNew MailboxName)] x")).Code); // RFC 5465 §8
        Assert.Equal("BADEVENT (MessageNew MailboxName)", Wire.Write(new BadEventCode(["MessageNew", "MailboxName"]).Write));
        Assert.Equal(ResponseCode.NotificationOverflow, ((StatusResponse)Wire.Response("* OK [NOTIFICATIONOVERFLOW] x")).Code);
        Assert.Equal(new BadUrlCode("\"/INBOX/;UID=1; section=1.5.9\""u8), ((StatusResponse)Wire.Response("A003 NO [BADURL \"/INBOX/;UID=1; section=1.5.9\"] x")).Code); // RFC 4469, example 4
        Assert.Equal("BADURL a%5D%0D%0A%00%FF%7F b", Wire.Write(new BadUrlCode(new OctetString(Wire.Octets("a]\r\n\0\xff\x7f b"))).Write));
        var limited = (PermanentFlagsCode)((StatusResponse)Wire.Response("* OK [PERMANENTFLAGS (\\Deleted \\Seen \\*)] Limited")).Code!;
        Assert.True(limited.AllowsNew);
        Assert.Equal([Flag.Deleted, Flag.Seen], limited.Flags);
    }

    [Theory] // RFC 9585 §4
    [InlineData("INPROGRESS (\"tag\" NIL NIL)", "tag", null, null)]
    [InlineData("INPROGRESS (\"tag\" 175 NIL)", "tag", 175u, null)]
    [InlineData("INPROGRESS (\"tag\" 175 1000)", "tag", 175u, 1000u)]
    [InlineData("INPROGRESS (NIL NIL NIL)", null, null, null)]
    public void Progress_is_said_by_its_code(string text, string? tag, uint? done, uint? goal)
    {
        var code = new InProgressCode(tag is null ? default(OctetString?) : new OctetString(Wire.Octets(tag)), done, goal);
        Assert.Equal(code, ((StatusResponse)Wire.Response($"* OK [{text}] Still working on this...")).Code);
        Assert.Equal(text, Wire.Write(code.Write));
    }

    [Theory]
    [InlineData("(\"tag\" NIL 1000)")]
    [InlineData("(\"tag\" 5 0)")]
    [InlineData("(tag 1 2)")]
    [InlineData("(\"tag\")")]
    public void Progress_that_says_nothing_is_refused(string state) =>
        Wire.Refused($"* OK [INPROGRESS {state}] x", ResponseReader.Read);

    [Fact]
    public void A_fetch_response_has_its_items() // RFC 9051 §6.4.5 and §7.5.2
    {
        var fetch = (FetchResponse)Wire.Response("* 12 FETCH (FLAGS (\\Seen) BODY[HEADER]<5> {4}\r\na\r\nb X-NEW (a (b)))");
        Assert.Equal(12u, fetch.Message.Value);
        Assert.Equal(SystemFlags.Seen, ((FlagsData)fetch.Items[0]).Flags.System);
        var section = (BodySectionData)fetch.Items[1];
        Assert.Equal((SectionText.Header, 5ul, 4L), (section.Section.Text, section.Origin!.Value, section.Value!.Value.Length));
        Assert.Equal(new UnknownData("X-NEW", "(a (b))"u8), fetch.Items[2]);
    }

    [Fact]
    public void A_uidfetch_response_begins_with_the_uid() // RFC 9586 §3.3
    {
        var fetch = (UidFetchResponse)Wire.Response("* 25997 UIDFETCH (FLAGS (\\Flagged \\Answered))");
        Assert.Equal(25997u, fetch.Message.Value);
        Assert.Equal(SystemFlags.Flagged | SystemFlags.Answered, ((FlagsData)Assert.Single(fetch.Items)).Flags.System);
        Assert.Throws<ImapSyntaxException>(() => Wire.Response("* 0 UIDFETCH (FLAGS ())"));
    }

    [Fact]
    public void A_structure_has_its_parts()
    {
        var fetch = (FetchResponse)Wire.Response(
            "* 1 FETCH (BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 1152 23 NIL (\"inline\" NIL) (\"en\" \"de\"))" +
            "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 9 (NIL \"s\" NIL NIL NIL NIL NIL NIL NIL NIL) (\"A\" \"B\" NIL NIL NIL NIL 5) 7)" +
            " \"MIXED\" (\"BOUNDARY\" \"b\")))");
        var mixed = (BodyMultipart)((BodyStructureData)fetch.Items[0]).Structure;
        var text = (BodyLeaf)mixed.Parts[0];
        var message = (BodyLeaf)mixed.Parts[1];
        Assert.Equal((23ul, "inline", 2), (text.Lines!.Value, text.Extension!.Disposition!.Type.ToString(), text.Extension.Language.Count));
        Assert.Equal(("s", 7ul, 5ul), (message.Envelope!.Subject.ToString(), message.Lines!.Value, ((BodyLeaf)message.Body!).Octets));
        Assert.Equal("b", mixed.Parameters[0].Value.ToString());
        Assert.DoesNotContain("BOUNDARY", Wire.Write((ref ImapWriter writer) => mixed.Write(ref writer, extended: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Search_results_are_typed()
    {
        var found = (ESearchResponse)Wire.Response("* ESEARCH (TAG \"A285\") UID MIN 7 MAX 3800 COUNT 17 ALL 4:18,21"); // RFC 4731 §3.1
        Assert.Equal(("A285", true, 7u, 3800u, 17u, "4:18,21"), (found.Tag.ToString(), found.IsUid, found.Min!.Value, found.Max!.Value, found.Count!.Value, found.All!.ToString()));
        Assert.Null(((ESearchResponse)Wire.Response("* ESEARCH (TAG a)")).All);
        Assert.Equal(new SearchResponse([2, 84], new ModSeq(917162500)), Wire.Response("* SEARCH 2 84 (MODSEQ 917162500)"));
        Assert.Equal("* SEARCH", Wire.Write(((SearchResponse)Wire.Response("* SEARCH ")).Write));
    }

    [Fact]
    public void Batches_keep_their_order() // RFC 10022 §3.1.1, §3.1.6
    {
        var found = (UidBatchesResponse)Wire.Response("* UIDBATCHES (TAG \"A143\") 215295:99696,7829:1");
        Assert.Equal(("A143", new BatchRange(215295, 99696), new BatchRange(7829, 1)), (found.Tag.ToString(), found.Batches[0], found.Batches[1]));
        Assert.Equal(new UidBatchesResponse("A302"u8, default), Wire.Response("* UIDBATCHES (TAG \"A302\")"));
        Assert.Throws<ImapSyntaxException>(() => Wire.Response("* UIDBATCHES (TAG \"A302\") 5"));
    }

    [Theory] // leniencies towards servers
    [InlineData("* BYE", "* BYE ")] // no text
    [InlineData("+", "+ ")] // no space
    [InlineData("* OK [not closed", "* OK [not closed")] // a bracket in prose
    [InlineData("* STATUS x (MESSAGES 1 )", "* STATUS x (MESSAGES 1)")] // Exchange
    [InlineData("* LIST () \".\" \"R&D//x\"", "* LIST () \".\" R&-D//x")] // a name that is none of ours
    [InlineData("* 1 FETCH (BODY (NIL NIL NIL NIL NIL NIL 5))", "* 1 FETCH (BODY (\"\" \"\" NIL NIL NIL \"\" 5))")]
    public void What_other_servers_send_is_understood(string sent, string meant) => Assert.Equal(meant, Wire.Write(Wire.Response(sent).Write));

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("* ")]
    [InlineData("a PREAUTH x")]
    [InlineData("a XX")]
    [InlineData("* 0 EXPUNGE")]
    [InlineData("* 0 FETCH (UID 1)")]
    [InlineData("* 4294967296 EXISTS")]
    [InlineData("* 1 FETCH (UID 0)")]
    [InlineData("* 1 FETCH (FLAGS (\\Seen)")]
    [InlineData("* OK [UIDNEXT 0] x")]
    [InlineData("* OK [UIDNEXT] x")]
    [InlineData("* VANISHED 1:*")]
    [InlineData("* ESEARCH COUNT 4294967296")]
    [InlineData("* ESEARCH ALL $")]
    [InlineData("* LIST (Noselect) \"/\" x")]
    [InlineData("* LIST () \"ab\" x")]
    public void What_is_no_response_is_refused(string text) => Assert.Throws<ImapSyntaxException>(() => Wire.Response(text));

    [Fact]
    public void Nesting_of_bodies_and_values_is_bounded()
    {
        string Body(int depth) => "* 1 FETCH (BODYSTRUCTURE " + new string('(', depth) + "\"A\" \"B\" NIL NIL NIL \"7BIT\" 1)" +
            string.Concat(Enumerable.Repeat(" \"MIXED\")", depth - 1)) + ")";
        Assert.IsType<FetchResponse>(Wire.Response(Body(120)));
        Assert.Equal(SyntaxErrorKind.Limit, Assert.Throws<ImapSyntaxException>(() => Wire.Response(Body(5000))).Kind);
        string value = "* 1 FETCH (X " + new string('(', 5000);
        Assert.Equal(SyntaxErrorKind.Limit, Assert.Throws<ImapSyntaxException>(() => Wire.Response(value)).Kind);
    }
}
