using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>Something told with FLAGS whenever flags changed elsewhere, such as MODSEQ (RFC 7162 §3.2) or UID.</summary>
public interface IFlagsCompanion
{
    /// <summary>True if this session is to hear it.</summary>
    bool IsWanted(ImapSession session);

    /// <summary>True if <paramref name="item"/>, asked for by the client, says the same.</summary>
    bool IsSaidBy(IFetchItem item) => false;

    /// <summary>Appends <c>NAME value</c> without a space before or after.</summary>
    void Write(Uid uid, ModSeq modSeq, IBufferWriter<byte> output);
}
