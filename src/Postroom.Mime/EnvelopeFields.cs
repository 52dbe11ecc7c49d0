namespace Postroom.Mime;

/// <summary>The header fields that ENVELOPE (RFC 9051 §7.5.2) and threading are made of: raw values, still folded; empty where missing.</summary>
/// <remarks>
/// Of repeated fields addresses are joined with a comma, so that no second From: hides behind the first; of the others the
/// last counts. Both are what Dovecot does. Sender and Reply-To are not filled from From here.
/// </remarks>
public sealed class EnvelopeFields
{
    private EnvelopeFields()
    {
    }

    /// <summary>Date (RFC 5322 §3.6.1).</summary>
    public ReadOnlyMemory<byte> Date { get; private set; }

    /// <summary>Subject.</summary>
    public ReadOnlyMemory<byte> Subject { get; private set; }

    /// <summary>From: read it with <see cref="AddressList"/>, like the next five.</summary>
    public ReadOnlyMemory<byte> From { get; private set; }

    /// <summary>Sender.</summary>
    public ReadOnlyMemory<byte> Sender { get; private set; }

    /// <summary>Reply-To.</summary>
    public ReadOnlyMemory<byte> ReplyTo { get; private set; }

    /// <summary>To.</summary>
    public ReadOnlyMemory<byte> To { get; private set; }

    /// <summary>Cc.</summary>
    public ReadOnlyMemory<byte> Cc { get; private set; }

    /// <summary>Bcc.</summary>
    public ReadOnlyMemory<byte> Bcc { get; private set; }

    /// <summary>In-Reply-To.</summary>
    public ReadOnlyMemory<byte> InReplyTo { get; private set; }

    /// <summary>Message-ID.</summary>
    public ReadOnlyMemory<byte> MessageId { get; private set; }

    /// <summary>References: not in ENVELOPE; for threading (RFC 5256).</summary>
    public ReadOnlyMemory<byte> References { get; private set; }

    /// <summary>There is a Date field, maybe an empty one: ENVELOPE shows the difference (RFC 3501 §7.4.2).</summary>
    public bool HasDate { get; private set; }

    /// <summary>There is a Subject field, maybe an empty one.</summary>
    public bool HasSubject { get; private set; }

    /// <summary>There is an In-Reply-To field, maybe an empty one.</summary>
    public bool HasInReplyTo { get; private set; }

    /// <summary>There is a Message-ID field, maybe an empty one.</summary>
    public bool HasMessageId { get; private set; }

    /// <summary>Finds the fields in a header; the values are slices of it, except for joined ones.</summary>
    public static EnvelopeFields Find(ReadOnlyMemory<byte> header)
    {
        var found = new EnvelopeFields();
        var fields = new HeaderFieldReader(header.Span);
        while (fields.MoveNext())
        {
            HeaderField field = fields.Current;
            HeaderName name = HeaderNames.Find(field.NameIn(header.Span));
            if (name != HeaderName.Other)
                found.Take(name, field.ValueIn(header));
        }
        return found;
    }

    private void Take(HeaderName name, ReadOnlyMemory<byte> value)
    {
        switch (name)
        {
            case HeaderName.Date: (Date, HasDate) = (value, true); break;
            case HeaderName.Subject: (Subject, HasSubject) = (value, true); break;
            case HeaderName.From: From = Join(From, value); break;
            case HeaderName.Sender: Sender = Join(Sender, value); break;
            case HeaderName.ReplyTo: ReplyTo = Join(ReplyTo, value); break;
            case HeaderName.To: To = Join(To, value); break;
            case HeaderName.Cc: Cc = Join(Cc, value); break;
            case HeaderName.Bcc: Bcc = Join(Bcc, value); break;
            case HeaderName.InReplyTo: (InReplyTo, HasInReplyTo) = (value, true); break;
            case HeaderName.MessageId: (MessageId, HasMessageId) = (value, true); break;
            case HeaderName.References: References = value; break;
            default: break;
        }
    }

    // Ten thousand To: lines must not copy the first one ten thousand times.
    private const int MaxJoinedOctets = 256 * 1024;

    private static ReadOnlyMemory<byte> Join(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> next)
    {
        if (first.IsEmpty || next.IsEmpty)
            return first.IsEmpty ? next : first;
        if (first.Length + next.Length > MaxJoinedOctets)
            return first;
        byte[] joined = new byte[first.Length + 2 + next.Length];
        first.CopyTo(joined);
        ", "u8.CopyTo(joined.AsSpan(first.Length));
        next.CopyTo(joined.AsMemory(first.Length + 2));
        return joined;
    }
}
