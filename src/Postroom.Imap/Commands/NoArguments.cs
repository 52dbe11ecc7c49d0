namespace Postroom.Imap;

/// <summary>CAPABILITY, NOOP, LOGOUT, STARTTLS, CHECK, CLOSE, UNSELECT, EXPUNGE, NAMESPACE, IDLE, UNAUTHENTICATE: nothing follows the name.</summary>
public sealed record NoArguments : IImapArguments<NoArguments>
{
    private static readonly NoArguments Nothing = new();

    /// <inheritdoc/>
    public static NoArguments Read(ref ImapReader reader)
    {
        reader.ReadEnd();
        return Nothing;
    }

    /// <inheritdoc/>
    public void Write(ref ImapWriter writer)
    {
    }
}
