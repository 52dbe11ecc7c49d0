using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>FETCH's MODSEQ (RFC 7162 §3.1.4.2).</summary>
internal sealed class ModSeqItem : IFetchItem
{
    public FetchNeeds Needs => FetchNeeds.None;

    public bool EnablesCondStore => true;

    public void Write(FetchMessage message, IBufferWriter<byte> output) => Write(message.ModSeq, output);

    internal static void Write(long modSeq, IBufferWriter<byte> output)
    {
        ResponseLines.WriteNamed(output, "MODSEQ ("u8, modSeq);
        output.Write(")"u8);
    }
}
