using System.Buffers;
using Postroom.Mime;
using Postroom.Store.Codecs;

namespace Postroom.Store;

/// <summary>The part tree of a message as its derived row keeps it: entries in the order of the message, parents before children.</summary>
public readonly ref struct PartIndex
{
    private readonly ReadOnlySpan<byte> _entries;

    internal PartIndex(ReadOnlySpan<byte> entries) => _entries = entries;

    internal ReadOnlySpan<byte> Octets => _entries;

    /// <summary>The message itself.</summary>
    public PartEntry Root
    {
        get
        {
            ReadOnlySpan<byte> rest = _entries;
            return Read(ref rest);
        }
    }

    /// <summary>All of them.</summary>
    internal List<PartEntry> ToList()
    {
        List<PartEntry> all = [];
        for (ReadOnlySpan<byte> rest = _entries; !rest.IsEmpty;)
        {
            all.Add(Read(ref rest));
        }

        return all;
    }

    /// <summary>The part that an IMAP section number names (RFC 3501 §6.4.5); false where there is none. The empty path is the message.</summary>
    /// <remarks>Part 1 of a message that is not multipart is its body; the numbers behind a part that holds a message count inside that message.</remarks>
    public bool TryFind(ReadOnlySpan<uint> path, out PartEntry part) => TryFind(path, out part, out _);

    /// <summary>The message that the part under <paramref name="path"/> holds; false when it holds none. For the empty path that is the message itself.</summary>
    public bool TryFindMessage(ReadOnlySpan<uint> path, out PartEntry message)
    {
        if (!TryFind(path, out message, out ReadOnlySpan<byte> behind) || path.IsEmpty)
        {
            return path.IsEmpty;
        }

        if (message.Kind != MimePartKind.Message)
        {
            return false;
        }

        message = Read(ref behind); // what a part holds is the entry right behind it
        return true;
    }

    private bool TryFind(ReadOnlySpan<uint> path, out PartEntry part, out ReadOnlySpan<byte> behind)
    {
        behind = _entries;
        part = Read(ref behind);
        bool isMessage = true; // standing at a message's own root, whose single body is its part 1
        foreach (uint number in path)
        {
            if (part.Kind == MimePartKind.Message && !isMessage)
            {
                part = Read(ref behind);
                isMessage = true;
            }

            if (part.Kind == MimePartKind.Multipart)
            {
                if (!TryEnterChild(ref behind, part.Descendants, number, out part))
                {
                    return false;
                }
            }
            else if (number != 1 || !isMessage)
            {
                return false;
            }

            isMessage = false;
        }

        return true;
    }

    internal static void Write(IBufferWriter<byte> output, MimePart root)
    {
        // Iterative, because depth is the sender's choice.
        var open = new Stack<MimePart>();
        open.Push(root);
        Dictionary<MimePart, int> descendants = CountDescendants(root);
        while (open.TryPop(out MimePart? part))
        {
            Varint.Write(output, (ulong)part.Kind);
            Varint.Write(output, (ulong)part.Encoding);
            Varint.Write(output, part.HeaderOffset);
            Varint.Write(output, part.HeaderLength);
            Varint.Write(output, part.BodyLength);
            Varint.Write(output, part.DecodedSize);
            Varint.Write(output, (ulong)descendants[part]);
            if (part.Embedded is { } embedded)
            {
                open.Push(embedded);
            }

            for (int i = part.Children.Count - 1; i >= 0; i--)
            {
                open.Push(part.Children[i]);
            }
        }
    }

    private static Dictionary<MimePart, int> CountDescendants(MimePart root)
    {
        var order = new List<MimePart> { root };
        for (int i = 0; i < order.Count; i++)
        {
            order.AddRange(order[i].Children);
            if (order[i].Embedded is { } embedded)
            {
                order.Add(embedded);
            }
        }

        var counts = new Dictionary<MimePart, int>(order.Count, ReferenceEqualityComparer.Instance);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            int own = counts.GetValueOrDefault(order[i]);
            counts[order[i]] = own;
            if (i > 0)
            {
                MimePart parent = order[i].Parent!;
                counts[parent] = counts.GetValueOrDefault(parent) + own + 1;
            }
        }

        return counts;
    }

    private static bool TryEnterChild(ref ReadOnlySpan<byte> rest, int descendants, uint number, out PartEntry child)
    {
        child = default;
        for (uint n = 1; descendants > 0; n++)
        {
            child = Read(ref rest);
            if (n == number)
            {
                return true;
            }

            for (int i = 0; i < child.Descendants; i++)
            {
                Read(ref rest);
            }

            descendants -= child.Descendants + 1;
        }

        return false;
    }

    private static PartEntry Read(ref ReadOnlySpan<byte> rest) => new()
    {
        Kind = (MimePartKind)Varint.ReadInt(ref rest),
        Encoding = (TransferEncoding)Varint.ReadInt(ref rest),
        HeaderOffset = Varint.ReadLong(ref rest),
        HeaderLength = Varint.ReadLong(ref rest),
        BodyLength = Varint.ReadLong(ref rest),
        DecodedSize = Varint.ReadLong(ref rest),
        Descendants = Varint.ReadInt(ref rest),
    };
}
