namespace Postroom.Imap.Server;

/// <summary>ID (RFC 2971 §3.1): what the client says of itself changes nothing ("MUST NOT"); the log has the first that a connection says.</summary>
internal sealed class IdCommand : GrammarCommand<IdArguments>
{
    private const int MaxFields = 30; // RFC 2971 §3.3

    public override CommandTraits Traits => CommandTraits.AnyState;

    protected override IdArguments Read(ref ImapReader reader, CommandInput input)
    {
        IdArguments id = IdArguments.Read(ref reader);
        return id.Fields is { Count: > MaxFields }
            ? throw new ImapSyntaxException("At most 30 fields are taken", reader.Position)
            : id;
    }

    public override async ValueTask<CommandResult> RunAsync(IdArguments id, ImapSession session, CancellationToken cancellationToken)
    {
        if (id.Fields is { Count: > 0 } said && session.TryNoteClient())
        {
            Log.Client(session.Server.Logger, session.ClientName, ClientLine.Of(said));
        }

        IReadOnlyList<KeyValuePair<string, string>> own = session.Server.Options.ServerId;
        ValueList<IdField>? fields = own.Count == 0
            ? null
            : ValueList.From(own.Select(static field => new IdField(Octets(field.Key), Octets(field.Value))));
        await session.SendAsync(new IdResponse(fields), cancellationToken);
        return CommandResult.Ok("ID completed");
    }

    private static OctetString Octets(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));
}
