using Postroom.Net;
using static Postroom.Fuzz.FuzzViolationException;

namespace Postroom.Fuzz.Targets;

/// <summary>A connection's octets cut into commands: the same ones whatever pieces they come in.</summary>
internal sealed class FramesTarget : FuzzTarget
{
    public static readonly FrameLimits Small = new() { MaxLineOctets = 60, SkipOctets = 200, MaxInlineOctets = 40, MaxLiterals = 3 };

    public override string Name => "frames";

    public override string Attacks => "lines and literals on the wire";

    public override int MaxOctets => 2048;

    public override IReadOnlyList<string> Words { get; } =
    [
        "\r\n", "\n", "\r", "{3}\r\n", "{3+}\r\n", "~{3+}\r\n", "{0}\r\n", "{0+}\r\n", "{41+}\r\n", "{250+}\r\n", "{18446744073709551616}\r\n", "{9223372036854775807+}\r\n", "{-1}\r\n", "{}\r\n", "{+}", "}", "a APPEND x ", "BROKEN APPEND ", "REFUSE ", "\0", " ",
        "0123456789012345678901234567890123456789",
    ];

    public override byte[] Make(Maker maker) => Maker.Octets(maker.Some(6, () =>
        maker.Pick("a NOOP", "b X", "", "c APPEND x", "d REFUSE", "e BROKEN APPEND") + maker.Many(4, () => Literal(maker)) + maker.Pick("\r\n", "\r\n", "\n")));

    public override async ValueTask CheckAsync(FuzzInput input)
    {
        // Where a literal that waits is refused, what is said depends on what has come by then: no two cuts need say the same.
        FrameRecord whole = await FrameRecord.OfAsync(input.Octets, Small, static () => int.MaxValue);
        foreach (Func<int> cut in (Func<int>[])[static () => 1, input.Pieces(9)])
        {
            FrameRecord pieces = await FrameRecord.OfAsync(input.Octets, Small, cut);
            if (!whole.RefusedWhatWaits && !pieces.RefusedWhatWaits)
                DemandSame(whole.Said, pieces.Said, "In pieces they are other commands");
        }
    }

    private static string Literal(Maker maker)
    {
        string octets = maker.Many(5, () => maker.Pick("a", "\r\n", "{3}", "\0"));
        return $" {maker.Pick("", "~")}{{{octets.Length}+}}\r\n{octets}";
    }
}
