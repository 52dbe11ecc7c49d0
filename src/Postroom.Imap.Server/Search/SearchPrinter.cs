using System.Buffers;

namespace Postroom.Imap.Server;

/// <summary>Prints what was found: SEARCH (RFC 3501 §7.2.5), or ESEARCH where the client asked for it (RFC 4731 §3.1). The caller has the output's turn.</summary>
internal static class SearchPrinter
{
    internal static async ValueTask WriteSearchAsync(SearchAnswer answer, ModSeq? highest, CancellationToken cancellationToken)
    {
        ResponseWriter writer = answer.Session.Output;
        writer.IsBroken = true; // until the line is whole: a large one leaves in parts
        writer.Write("* SEARCH"u8);
        foreach (NumberRange range in answer.Numbers())
        {
            for (ulong number = range.First; number <= range.Last; number++)
            {
                ResponseLines.WriteNamed(writer.Buffer, " "u8, (long)number);
                await writer.FlushIfLargeAsync(cancellationToken);
            }
        }

        if (highest is { } modSeq)
        {
            ResponseLines.WriteNamed(writer.Buffer, " (MODSEQ "u8, (long)modSeq.Value);
            writer.Write(")"u8);
        }

        writer.Write("\r\n"u8);
        writer.IsBroken = false;
    }

    internal static async ValueTask WriteESearchAsync(
        SearchAnswer answer, byte[] tag, IReadOnlyList<(CommandOption Option, ISearchReturn Return)> returns, ModSeq? highest, CancellationToken cancellationToken)
    {
        ResponseWriter writer = answer.Session.Output;
        writer.IsBroken = true;
        WriteStart(answer, tag);
        foreach ((CommandOption option, ISearchReturn part) in returns)
        {
            await part.WriteAsync(option, answer, cancellationToken);
        }

        if (highest is { } modSeq)
        {
            ResponseLines.WriteNamed(writer.Buffer, " MODSEQ "u8, (long)modSeq.Value);
        }

        writer.Write("\r\n"u8);
        writer.IsBroken = false;
    }

    /// <summary>Ranges as a sequence set, in pieces.</summary>
    internal static async ValueTask WriteSetAsync(ResponseWriter writer, IEnumerable<NumberRange> ranges, CancellationToken cancellationToken)
    {
        bool isFirst = true;
        foreach (NumberRange range in ranges)
        {
            ResponseLines.WriteNamed(writer.Buffer, isFirst ? ""u8 : ","u8, range.First);
            if (range.Last > range.First)
            {
                ResponseLines.WriteNamed(writer.Buffer, ":"u8, range.Last);
            }

            isFirst = false;
            await writer.FlushIfLargeAsync(cancellationToken);
        }
    }

    private static void WriteStart(SearchAnswer answer, byte[] tag)
    {
        IBufferWriter<byte> output = answer.Session.Output.Buffer;
        var writer = new ImapWriter(output, answer.Session.Dialect);
        ESearchResponse.WriteStart(ref writer, tag, answer.IsUid);
    }
}
