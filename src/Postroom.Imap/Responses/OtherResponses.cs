namespace Postroom.Imap;

/// <summary>ENABLED (RFC 9051 §7.2.1).</summary>
/// <param name="Capabilities">Those that this ENABLE switched on.</param>
public sealed record EnabledResponse(ValueList<string> Capabilities) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("* "u8);
        CapabilityResponse.WriteData(ref writer, "ENABLED"u8, Capabilities);
    }
}

/// <summary>ID (RFC 2971 §3.2).</summary>
/// <param name="Fields">Null for NIL.</param>
public sealed record IdResponse(ValueList<IdField>? Fields) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("* ID "u8);
        IdField.WriteList(ref writer, Fields);
    }
}

/// <summary>One namespace (Namespace-Descr).</summary>
/// <param name="Prefix">Decoded.</param>
/// <param name="Separator">Null is NIL: flat.</param>
/// <param name="Extensions">Namespace-Response-Extensions as they stand, a value and its list each.</param>
public readonly record struct NamespaceDescription(string Prefix, char? Separator, ValueList<OctetString> Extensions = default);

/// <summary>NAMESPACE (RFC 9051 §7.3.5, RFC 2342 §5). An empty list is NIL.</summary>
/// <param name="Personal">The user's own.</param>
/// <param name="OtherUsers">Other users'.</param>
/// <param name="Shared">Shared ones.</param>
public sealed record NamespaceResponse(
    ValueList<NamespaceDescription> Personal, ValueList<NamespaceDescription> OtherUsers, ValueList<NamespaceDescription> Shared) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("* NAMESPACE "u8);
        WriteOne(ref writer, Personal);
        writer.WriteSpace();
        WriteOne(ref writer, OtherUsers);
        writer.WriteSpace();
        WriteOne(ref writer, Shared);
    }

    internal static NamespaceResponse ReadData(ref ImapReader reader)
    {
        reader.ReadSpace();
        ValueList<NamespaceDescription> personal = ReadOne(ref reader);
        reader.ReadSpace();
        ValueList<NamespaceDescription> others = ReadOne(ref reader);
        reader.ReadSpace();
        return new(personal, others, ReadOne(ref reader));
    }

    // namespace = nil / "(" 1*namespace-descr ")"
    // namespace-descr = "(" string SP (DQUOTE QUOTED-CHAR DQUOTE / nil) [namespace-response-extensions] ")"
    private static ValueList<NamespaceDescription> ReadOne(ref ImapReader reader)
    {
        if (reader.TryReadWord("NIL"u8))
        {
            return default;
        }

        var descriptions = new List<NamespaceDescription>();
        reader.ReadOpen();
        do
        {
            reader.ReadOpen();
            string prefix = reader.ReadForeignMailbox();
            reader.ReadSpace();
            char? separator = ListResponse.ReadSeparator(ref reader);
            var extensions = new List<OctetString>();
            while (reader.TryReadSpace())
            {
                extensions.Add(reader.ReadAnyValue());
            }

            reader.ReadClose();
            descriptions.Add(new(prefix, separator, ValueList.From(extensions)));
        }
        while (reader.Peek((byte)'('));
        reader.ReadClose();
        return ValueList.From(descriptions);
    }

    private static void WriteOne(ref ImapWriter writer, ValueList<NamespaceDescription> descriptions)
    {
        if (descriptions.IsEmpty)
        {
            writer.WriteNil();
            return;
        }

        writer.WriteRaw((byte)'(');
        foreach (NamespaceDescription description in descriptions)
        {
            writer.WriteRaw((byte)'(');
            writer.WriteMailboxText(description.Prefix, alwaysString: true);
            writer.WriteSpace();
            ListResponse.WriteSeparator(ref writer, description.Separator);
            foreach (OctetString extension in description.Extensions)
            {
                writer.WriteSpace();
                writer.WriteRaw(extension.Span);
            }

            writer.WriteRaw((byte)')');
        }

        writer.WriteRaw((byte)')');
    }
}

/// <summary>An untagged response that is not known here, kept as it came.</summary>
/// <param name="Content">What follows "* ".</param>
public sealed record UnknownResponse(OctetString Content) : ServerResponse
{
    /// <inheritdoc/>
    public override void Write(ref ImapWriter writer)
    {
        writer.WriteRaw("* "u8);
        writer.WriteRaw(Content.Span);
    }
}
