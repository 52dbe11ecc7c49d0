namespace Postroom.Imap.Server;

/// <summary>FETCH (PARTIAL a:b): of the messages named, those at these places. First of all modifiers: CHANGEDSINCE narrows what it leaves (RFC 9394 §3.3, §3.4).</summary>
internal sealed class PartialModifier : IFetchModifier
{
    public ValueTask<MessageSelection> ApplyAsync(
        CommandOption option, FetchRequest fetch, MessageSelection selection, ImapSession session, CancellationToken cancellationToken)
    {
        (long first, long last) = ((PartialOption)option).PlacesAmong(selection.Count);
        return new(selection.Places(first, last));
    }
}
