using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>Once a client is aware of CONDSTORE, whatever it is told of flags has the MODSEQ (RFC 7162 §3.1).</summary>
internal sealed class ModSeqCompanion : IFlagsCompanion
{
    public bool IsWanted(ImapSession session) => session.IsCondStoreAware;

    public bool IsSaidBy(IFetchItem item) => item is ModSeqItem;

    public void Write(Uid uid, ModSeq modSeq, IBufferWriter<byte> output) => ModSeqItem.Write((long)modSeq.Value, output);
}
