using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Postroom.Imap;

/// <summary>The URL of a message or of a part of one, on the server that it is given to (iabsolute-path with an imessagepart, RFC 5092 §11).</summary>
/// <param name="Mailbox">Where the message is.</param>
/// <param name="UidValidity">Which UIDVALIDITY the mailbox must have; null is any.</param>
/// <param name="Uid">Which message.</param>
/// <param name="Section">Which text of it.</param>
/// <param name="Offset">The first octet of that text that is meant, from 0.</param>
/// <param name="Count">How many octets at most: at least 1; null is all the rest.</param>
public sealed record MessageUrl(
    MailboxName Mailbox, UidValidity? UidValidity, Uid Uid, SectionSpec Section, ulong Offset = 0, ulong? Count = null)
{
    private const string UidValidityName = ";UIDVALIDITY=", UidName = ";UID=", SectionName = ";SECTION=", PartialName = ";PARTIAL=";

    // bchar without what is percent-encoded (RFC 5092 §11): what enc-mailbox and enc-section hold as it is.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,&=:@/"u8);

    /// <summary>
    /// Reads a URL that begins with one slash, or with ";UID=": that is of a message in <paramref name="selected"/> (RFC 4469 §3), if any is. False for every other: with
    /// a host, relative in another way (RFC 5092 §7.2), for a search, with URLAUTH, or malformed.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> url, MailboxName? selected, [NotNullWhen(true)] out MessageUrl? message)
    {
        message = null;
        if (url.IsEmpty || url.StartsWith("//"u8) || !System.Text.Ascii.IsValid(url))
        {
            return false;
        }

        string text = Encoding.ASCII.GetString(url);
        MailboxName? mailbox = Begins(text, UidName) ? selected : null;
        UidValidity? validity = null;
        if (text[0] != '/' && mailbox is null)
        {
            return false;
        }

        List<string> levels = WithoutDots(mailbox is null ? text[1..] : text);
        int uidAt = levels.FindIndex(static level => Begins(level, UidName));
        if ((mailbox is null ? uidAt < 1 || !TryReadMailbox(string.Join('/', levels[..uidAt]), out mailbox, out validity) : uidAt != 0)
            || !TryReadNumber(levels[uidAt][UidName.Length..], out uint uid))
        {
            return false;
        }

        int next = uidAt + 1;
        SectionSpec? section = SectionSpec.Message;
        if (next < levels.Count && Begins(levels[next], SectionName))
        {
            int end = levels.FindIndex(next + 1, static level => Begins(level, PartialName)) is > 0 and var at ? at : levels.Count;
            if (!TryReadSection(string.Join('/', levels[next..end])[SectionName.Length..], out section))
            {
                return false;
            }

            next = end;
        }

        (ulong Offset, ulong? Count) range = default;
        if (next < levels.Count && Begins(levels[next], PartialName) && TryReadPartial(levels[next][PartialName.Length..], out range))
        {
            next++;
        }

        message = next == levels.Count ? new(mailbox, validity, new Uid(uid), section, range.Offset, range.Count) : null;
        return message is not null;
    }

    /// <summary>The URL as a client sends it.</summary>
    public string ToText()
    {
        var text = new StringBuilder("/");
        Escape(Encoding.UTF8.GetBytes(Mailbox.Value), text);
        if (UidValidity is { } validity)
        {
            text.Append(CultureInfo.InvariantCulture, $"{UidValidityName}{validity.Value}");
        }

        text.Append(CultureInfo.InvariantCulture, $"/{UidName}{Uid.Value}");
        if (Section != SectionSpec.Message)
        {
            var octets = new ArrayBufferWriter<byte>();
            var writer = new ImapWriter(octets);
            Section.Write(ref writer);
            Escape(octets.WrittenSpan[1..^1], text.Append('/').Append(SectionName));
        }

        if (Offset > 0 || Count is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"/{PartialName}{Offset}");
            text.Append(Count is { } count ? string.Create(CultureInfo.InvariantCulture, $".{count}") : "");
        }

        return text.ToString();
    }

    // remove_dot_segments (RFC 3986 §5.2.4) of a path; a dot at its end leaves a slash there.
    private static List<string> WithoutDots(string path)
    {
        var levels = new List<string>();
        string[] all = path.Split('/');
        foreach (string level in all)
        {
            if (level == ".." && levels.Count > 0)
            {
                levels.RemoveAt(levels.Count - 1);
            }
            else if (level is not "." and not "..")
            {
                levels.Add(level);
            }
        }

        if (all[^1] is "." or "..")
        {
            levels.Add("");
        }

        return levels;
    }

    private static bool Begins(string level, string name) => level.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    // imailbox-ref = enc-mailbox [uidvalidity]; UTF-8, not modified UTF-7 (RFC 5092 §8)
    private static bool TryReadMailbox(string text, [NotNullWhen(true)] out MailboxName? mailbox, out UidValidity? validity)
    {
        (mailbox, validity) = (null, null);
        int end = text.IndexOf(';', StringComparison.Ordinal);
        if (end >= 0)
        {
            if (!Begins(text[end..], UidValidityName) || !TryReadNumber(text[(end + UidValidityName.Length)..], out uint number))
            {
                return false;
            }

            (text, validity) = (text[..end], new UidValidity(number));
        }

        return TryUnescape(text, out byte[] name) && MailboxName.TryDecode(name, ImapDialect.Rev2, out mailbox, out _);
    }

    // isection-only = ";SECTION=" enc-section
    private static bool TryReadSection(string text, [NotNullWhen(true)] out SectionSpec? section)
    {
        section = null;
        if (!TryUnescape(text, out byte[] spec) || spec.Length == 0)
        {
            return false;
        }

        byte[] bracketed = [(byte)'[', .. spec, (byte)']'];
        var reader = new ImapReader(bracketed.AsSpan());
        try
        {
            section = SectionSpec.Read(ref reader);
        }
        catch (ImapSyntaxException)
        {
            return false; // a URL that is none, which is all that is asked here
        }

        return reader.AtEnd;
    }

    // partial-range = number ["." nz-number]
    private static bool TryReadPartial(string text, out (ulong Offset, ulong? Count) range)
    {
        range = default;
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        ulong count = 0;
        if (!TryReadNumber64(dot < 0 ? text : text[..dot], out ulong offset) || (dot >= 0 && (!TryReadNumber64(text[(dot + 1)..], out count) || count == 0)))
        {
            return false;
        }

        range = (offset, dot < 0 ? null : (ulong?)count);
        return true;
    }

    // nz-number
    private static bool TryReadNumber(string digits, out uint number) =>
        uint.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && digits[0] != '0';

    private static bool TryReadNumber64(string digits, out ulong number) =>
        ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= ImapNumber.MaxNumber64;

    private static bool TryUnescape(string text, out byte[] octets)
    {
        var unescaped = new List<byte>(text.Length);
        octets = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                if (!Plain.Contains((byte)text[i]))
                {
                    return false;
                }

                unescaped.Add((byte)text[i]);
            }
            else if (i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
            {
                unescaped.Add(octet);
                i += 2;
            }
            else
            {
                return false;
            }
        }

        octets = [.. unescaped];
        return true;
    }

    private static void Escape(ReadOnlySpan<byte> octets, StringBuilder text)
    {
        foreach (byte octet in octets)
        {
            if (Plain.Contains(octet))
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
            }
        }
    }
}
