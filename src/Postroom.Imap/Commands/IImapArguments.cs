namespace Postroom.Imap;

/// <summary>What follows a command's name, its first space included, up to the end of the line.</summary>
/// <typeparam name="TSelf">The command's arguments.</typeparam>
public interface IImapArguments<TSelf>
    where TSelf : IImapArguments<TSelf>
{
    /// <summary>Reads all of it.</summary>
    /// <exception cref="ImapSyntaxException">It is not what the command takes.</exception>
    static abstract TSelf Read(ref ImapReader reader);

    /// <summary>Writes it, without CRLF; <c>Read</c> gives an equal value back.</summary>
    void Write(ref ImapWriter writer);
}
