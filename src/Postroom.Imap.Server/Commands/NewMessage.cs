namespace Postroom.Imap.Server;

/// <summary>One message that APPEND or REPLACE brings.</summary>
/// <param name="Flags">Which it begins with; \Recent may be among them.</param>
/// <param name="Date">Its INTERNALDATE; null is now.</param>
/// <param name="Parts">What it is made of; one, that came with the command, unless <paramref name="IsCatenated"/>.</param>
/// <param name="IsCatenated">It is to be put together (RFC 4469).</param>
internal sealed record NewMessage(FlagList Flags, InternalDate? Date, IReadOnlyList<NewPart> Parts, bool IsCatenated)
{
    /// <summary>Octets that came with the command.</summary>
    internal long Octets => Parts.Sum(static part => part.Octets);

    /// <summary>From what the grammar read.</summary>
    /// <exception cref="ImapSyntaxException">It has flags, options or a form that nobody takes.</exception>
    internal static NewMessage From(AppendMessage message, CommandInput input, int position)
    {
        if (message.Options.Count > 0)
        {
            throw new ImapSyntaxException("Expected a literal", position);
        }

        FlagNames.Demand(message.Flags, position);
        return message.Data switch
        {
            AppendLiteral data => new(message.Flags, message.Date, [NewPart.From(data.Literal, input)], IsCatenated: false),
            Utf8AppendData data when input.Session.Protocol.AcceptsUtf8 =>
                new(message.Flags, message.Date, [NewPart.From(data.Literal, input)], IsCatenated: false),
            CatenateData data when input.Session.Protocol.AcceptsUtf8 || !data.Parts.Any(static part => part is CatenateText { IsUtf8: true }) => new(message.Flags, message.Date, NewPart.From(data.Parts, input), IsCatenated: true),
            _ => throw new ImapSyntaxException("Expected a literal", position),
        };
    }
}

/// <summary>A part of it: octets that came with the command, or the URL of others.</summary>
internal sealed record NewPart(LiteralSpool? Spool, long Octets, OctetString Url = default)
{
    // Not detached only before login, where the command is refused.
    internal static NewPart From(MessageLiteral literal, CommandInput input) =>
        new(literal.IsDetached ? input.Literals[literal.DetachedIndex] : null, literal.Length);

    internal static NewPart[] From(ValueList<CatenatePart> parts, CommandInput input)
    {
        var made = new NewPart[parts.Count];
        for (int i = 0; i < made.Length; i++)
        {
            made[i] = parts[i] is CatenateText text ? From(text.Literal, input) : new(null, 0, ((CatenateUrl)parts[i]).Url);
        }

        return made;
    }
}
