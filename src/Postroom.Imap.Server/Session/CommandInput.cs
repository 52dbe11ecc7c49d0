namespace Postroom.Imap.Server;

/// <summary>What a command's reader may know beside the octets.</summary>
public sealed class CommandInput
{
    internal CommandInput(ImapSession session, bool isUid, IReadOnlyList<LiteralSpool> literals) =>
        (Session, IsUid, Literals) = (session, isUid, literals);

    /// <summary>Whose command it is. Its state is that at reading: the commands before may not have run.</summary>
    public ImapSession Session { get; }

    /// <summary>True for <c>UID NAME</c>.</summary>
    public bool IsUid { get; }

    /// <summary>Messages that came with it, in order: a detached literal's index counts here.</summary>
    public IReadOnlyList<LiteralSpool> Literals { get; }
}
