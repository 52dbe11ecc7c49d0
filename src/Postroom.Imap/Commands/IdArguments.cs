namespace Postroom.Imap;

/// <summary>ID (RFC 2971 §3.1).</summary>
/// <param name="Fields">Null for NIL.</param>
public sealed record IdArguments(ValueList<IdField>? Fields) : IImapArguments<IdArguments>
{
    // id = "ID" SP id-params-list; id-params-list = "(" *(string SP nstring) ")" / nil
    /// <inheritdoc/>
    public static IdArguments Read(ref ImapReader reader)
    {
        reader.ReadSpace();
        IdArguments id = new(IdField.ReadList(ref reader));
        reader.ReadEnd();
        return id;
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
        writer.WriteSpace();
        IdField.WriteList(ref writer, Fields);
    }
}
