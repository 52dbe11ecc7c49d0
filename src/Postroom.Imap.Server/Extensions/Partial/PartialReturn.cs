using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>RETURN (PARTIAL a:b): the range as it was sent, and what was found at those places; NIL if there is nothing (RFC 9394 §3.1).</summary>
internal sealed class PartialReturn : ISearchReturn
{
    public void Demand(CommandOption option, ValueList<CommandOption> options, int position) => AllReturn.DemandOneSet(options, position);

    public UidSet? Speaks(CommandOption option, SearchAnswer answer)
    {
        (long first, long last) = ((PartialOption)option).PlacesAmong(answer.Count);
        return answer.Uids(first, last);
    }

    public async ValueTask WriteAsync(CommandOption option, SearchAnswer answer, CancellationToken cancellationToken)
    {
        var page = (PartialOption)option;
        ResponseWriter output = answer.Session.Output;
        WriteStart(page, output.Buffer);
        (long first, long last) = page.PlacesAmong(answer.Count);
        if (first > last)
        {
            output.Write("NIL"u8);
        }
        else
        {
            await SearchPrinter.WriteSetAsync(output, answer.Numbers(first, last), cancellationToken);
        }

        output.Write(")"u8);
    }

    private static void WriteStart(PartialOption page, IBufferWriter<byte> output)
    {
        var writer = new ImapWriter(output);
        writer.WriteRaw(" PARTIAL ("u8);
        page.WriteRange(ref writer);
        writer.WriteSpace();
    }
}
