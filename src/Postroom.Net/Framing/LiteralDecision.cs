namespace Postroom.Net;

/// <summary>What the door does with a literal: keep it in the command, stream it away, or refuse it.</summary>
public readonly struct LiteralDecision
{
    private LiteralDecision(ILiteralSink? sink, bool isRefused, object? reason, long swallowOctets) =>
        (Sink, IsRefused, Reason, SwallowOctets) = (sink, isRefused, reason, swallowOctets);

    /// <summary>Its octets become part of <see cref="CommandFrame.Octets"/>; for small ones.</summary>
    public static LiteralDecision Inline => default;

    internal ILiteralSink? Sink { get; }

    internal bool IsRefused { get; }

    internal object? Reason { get; }

    internal long SwallowOctets { get; }

    /// <summary>Its octets go to <paramref name="sink"/> as they arrive; the frame notes the place.</summary>
    public static LiteralDecision Detach(ILiteralSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return new(sink, isRefused: false, null, 0);
    }

    /// <summary>It is not taken. A synchronizing one is never sent then; another one is read and thrown away up to
    /// <paramref name="swallowOctets"/>, and beyond that the stream is lost.</summary>
    /// <param name="reason">Comes back in <see cref="FrameRead.Refusal"/>, for the door's answer.</param>
    /// <param name="swallowOctets">0 or more.</param>
    public static LiteralDecision Refuse(object? reason, long swallowOctets = 0) => new(null, isRefused: true, reason, swallowOctets);
}
