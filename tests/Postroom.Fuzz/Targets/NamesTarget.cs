using System.Text;
using Postroom.Imap;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>Mailbox names on the wire in both encodings, LIST's patterns, and URLs of messages.</summary>
internal sealed class NamesTarget : FuzzTarget
{
    public override string Name => "names";

    public override string Attacks => "mailbox names, modified UTF-7, patterns, message URLs";

    public override IReadOnlyList<string> Words { get; } =
    [
        "INBOX", "inbox/", "/", "//", ".", "..", "../", "/./", "&", "&-", "&AOQ-", "&AGE-", "&2AA-", "&2D3cAA-", "&AAA-", "&//8-", "&U,BTFw-", "-", "%", "*", "\0", "\r", "\n", "\x7f", "\u00c3\u00a4", "a\u00cc\u0088", "\u00ef\u00bb\u00bf", "\u00ed\u00a0\u0080", "Other Users/",
        "/;UID=1", ";UIDVALIDITY=", "/;SECTION=", "/;PARTIAL=0.1", "%2F", "%00", "%C3%A4", "%", "HEADER.FIELDS (a)", "1.2.MIME", "TEXT",
    ];

    public override byte[] Make(Maker maker)
    {
        string levels = maker.Some(4, () => maker.Pick("a", "INBOX", "x y", "Sent", "0", "a&-b", "&AOQ-", "~x", "{", "\"", "\\"), "/");
        string section = maker.Maybe(() => $"/;SECTION={maker.Pick("TEXT", "1.2", "1.MIME", "HEADER", "HEADER.FIELDS%20(a%20b)")}");
        return Maker.Octets(maker.OneIn(2) ? levels : $"/{maker.Some(3, () => maker.Pick("a", "INBOX", "%C3%A4", "x%20y"), "/")}{maker.Maybe(() => ";UIDVALIDITY=7")}/;UID={1 + maker.Below(100)}{section}{maker.Maybe(() => "/;PARTIAL=0.5")}");
    }

    public override ValueTask CheckAsync(FuzzInput input)
    {
        byte[] octets = input.Octets;
        if (ModifiedUtf7.TryDecode(octets, out string? text))
        {
            byte[] encoded = new byte[ModifiedUtf7.MaxEncodedLength(text.Length)];
            int length = ModifiedUtf7.Encode(text, encoded);
            Demand(octets.AsSpan().SequenceEqual(encoded.AsSpan(0, length)), $"Modified UTF-7 that is not the only form: {Escaped.Of(encoded.AsSpan(0, length))}");
        }

        foreach (ImapDialect dialect in Enum.GetValues<ImapDialect>())
            DecodeName(octets, dialect);
        Url(octets, input);
        return ValueTask.CompletedTask;
    }

    private static void DecodeName(byte[] octets, ImapDialect dialect)
    {
        bool isName = MailboxName.TryDecode(octets, dialect, out MailboxName? name, out MailboxNameError error);
        Demand(isName == (error == MailboxNameError.None), $"It is {(isName ? "a" : "no")} name, and {error}.");
        Demand(System.Text.Ascii.IsValid(MailboxName.Describe(error)), "What is said of it cannot stand in an answer.");
        if (!isName)
            return;
        Demand(!name!.Value.AsSpan().ContainsAnyInRange('\0', '\x1f') && Encoding.UTF8.GetByteCount(name.Value) <= MailboxName.MaxOctets && name.LevelCount <= MailboxName.MaxLevels, "It is no name.");
        Demand(!name.Value.Split('/').Any(static level => level is "" or "." or ".."), "A level of it is none, or leads out of it.");
        Demand(MailboxName.TryDecode(name.ToModifiedUtf7(), ImapDialect.Rev1, out MailboxName? again, out _) && again == name, "In modified UTF-7 it is another.");
        Demand(MailboxName.TryDecode(Encoding.UTF8.GetBytes(name.Value), ImapDialect.Rev2, out again, out _) && again == name, "In UTF-8 it is another.");
        Demand(name.Parent is null || name.IsBelow(name.Parent), "It is not below its parent.");

        string pattern = Encoding.Latin1.GetString(octets, 0, Math.Min(octets.Length, 200));
        _ = MailboxPattern.Create("", pattern).Matches(name);
        Demand(MailboxPattern.Create("", "*").Matches(name), "* does not match it.");
        Demand(!MailboxPattern.Create("", "%").Matches(name) == name.Value.Contains('/', StringComparison.Ordinal), "% and its levels.");
    }

    private static void Url(byte[] octets, FuzzInput input)
    {
        bool isUrl = MessageUrl.TryParse(octets, MailboxName.Inbox, out MessageUrl? url);
        Demand(!input.IsValid || octets[0] != '/' || isUrl, "A URL is refused.");
        if (!isUrl)
            return;
        string text = url!.ToText();
        Demand(MessageUrl.TryParse(Encoding.ASCII.GetBytes(text), null, out MessageUrl? again) && again == url, $"Written it is another: {text}");
    }
}
