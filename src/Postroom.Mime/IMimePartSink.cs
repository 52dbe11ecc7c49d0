namespace Postroom.Mime;

/// <summary>Watches a message go by while <see cref="MimeParser"/> reads it.</summary>
internal interface IMimePartSink
{
    /// <summary>The part's header is complete (or cut by a limit).</summary>
    void HeaderEnded(MimePart part);

    /// <summary>The next octets of a leaf's body, as transferred, without the line ending that belongs to a delimiter.</summary>
    void Body(MimePart part, ReadOnlySpan<byte> octets);

    /// <summary>The part is complete, its children before it.</summary>
    void PartEnded(MimePart part);
}
