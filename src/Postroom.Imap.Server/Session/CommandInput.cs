namespace Postroom.Imap.Server;

/// <summary>What a command's reader may know beside the octets.</summary>
public sealed class CommandInput
{
    internal CommandInput(ImapSession session, byte[] tag, bool isUid, IReadOnlyList<LiteralSpool> literals) =>
        (Session, Tag, IsUid, Literals) = (session, tag, isUid, literals);

    /// <summary>Whose command it is. Its state is that at reading: the commands before may not have run.</summary>
    public ImapSession Session { get; }

    /// <summary>As sent, for answers that name it beside the tagged one (ESEARCH).</summary>
    public byte[] Tag { get; }

    /// <summary>True for <c>UID NAME</c>.</summary>
    public bool IsUid { get; }

    /// <summary>Messages that came with it, in order: a detached literal's index counts here.</summary>
    public IReadOnlyList<LiteralSpool> Literals { get; }
}
