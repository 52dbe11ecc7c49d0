using System.Runtime.InteropServices;
using System.Text;
using Postroom.Mime;
using Postroom.Store;

namespace Postroom.Imap.Server;

/// <summary>A text that a preview can be made of.</summary>
/// <param name="Part">Where it lies.</param>
/// <param name="Charset">As labelled; null where it is not.</param>
/// <param name="IsHtml">text/html; else text/plain.</param>
internal readonly record struct PreviewPart(PartEntry Part, string? Charset, bool IsHtml);

/// <summary>Which parts of a message are looked at for its preview: its first text, and the next ones where that is next to nothing.</summary>
/// <remarks>Attachments are not; a message inside only if there is no other text. What a part is says BODYSTRUCTURE, where it lies the part index.</remarks>
internal sealed class PreviewSource
{
    private const int MaxStructureOctets = 64 << 10; // hundreds of parts: nobody wrote that to be previewed
    private const int PlainOctets = 8 << 10; // 200 characters stand in the first, unless much is quoted before them
    private const int HtmlOctets = 64 << 10; // newsletters begin with tens of kilobytes of style
    private const int NextToNothing = 512; // the plain half of some HTML mail is an empty line
    private const int MaxTexts = 4;

    private readonly List<PreviewPart> _texts = []; // in the order of the message

    private PreviewSource() { }

    /// <summary>The octets in which all of them begin; nothing where there is none, or all are empty.</summary>
    internal (long Offset, long Length) Range
    {
        get
        {
            if (_texts.Count == 0)
            {
                return default;
            }

            long first = _texts[0].Part.BodyOffset;
            PreviewPart last = _texts[^1];
            return (first, last.Part.BodyOffset + Math.Min(last.Part.BodyLength, last.IsHtml ? HtmlOctets : PlainOctets) - first);
        }
    }

    /// <summary>What <paramref name="derived"/>, a message's derived row, has to offer.</summary>
    internal static PreviewSource Of(ReadOnlySpan<byte> derived)
    {
        var message = new DerivedMessage(derived);
        var source = new PreviewSource();
        if (message.BodyStructure.Length > MaxStructureOctets)
        {
            return source;
        }

        var reader = new ImapReader(message.BodyStructure);
        BodyStructure structure = BodyStructure.Read(ref reader);
        var path = new List<uint>();
        source.Look(structure, isMessage: true, path, message.Parts, intoMessages: false);
        if (source._texts.Count == 0)
        {
            source.Look(structure, isMessage: true, path, message.Parts, intoMessages: true);
        }

        return source;
    }

    /// <summary>The preview, of the octets of <see cref="Range"/>.</summary>
    internal string Make(ReadOnlySpan<byte> octets)
    {
        foreach (PreviewPart text in _texts)
        {
            int start = (int)Math.Min(text.Part.BodyOffset - _texts[0].Part.BodyOffset, octets.Length);
            int length = (int)Math.Min(text.Part.BodyLength, octets.Length - start);
            if (TextPreview.Of(octets.Slice(start, length), text.Part.Encoding, text.Charset, text.IsHtml) is { Length: > 0 } preview)
            {
                return preview;
            }
        }

        return "";
    }

    // True when there is enough. A message whose body is no multipart has it as its part 1 (RFC 3501 §6.4.5).
    private bool Look(BodyStructure structure, bool isMessage, List<uint> path, PartIndex parts, bool intoMessages)
    {
        if (structure is BodyMultipart multipart)
        {
            for (int i = 0; i < multipart.Parts.Count; i++)
            {
                path.Add((uint)i + 1);
                bool isEnough = Look(multipart.Parts[i], isMessage: false, path, parts, intoMessages);
                path.RemoveAt(path.Count - 1);
                if (isEnough)
                {
                    return true;
                }
            }

            return false;
        }

        var leaf = (BodyLeaf)structure;
        if (isMessage)
        {
            path.Add(1);
        }

        bool isDone = leaf.Body is { } inside ? intoMessages && Look(inside, isMessage: true, path, parts, intoMessages) : Take(leaf, path, parts);
        if (isMessage)
        {
            path.RemoveAt(path.Count - 1);
        }

        return isDone;
    }

    private bool Take(BodyLeaf leaf, List<uint> path, PartIndex parts)
    {
        bool isHtml = leaf.Subtype.EqualsIgnoreCase("html"u8);
        bool isText = leaf.Type.EqualsIgnoreCase("text"u8) && (isHtml || leaf.Subtype.EqualsIgnoreCase("plain"u8));
        bool isAttachment = leaf.Extension?.Disposition is { } disposition && disposition.Type.EqualsIgnoreCase("attachment"u8);
        if (!isText || isAttachment || !parts.TryFind(CollectionsMarshal.AsSpan(path), out PartEntry part))
        {
            return false;
        }

        if (_texts.Count > 0 && part.BodyOffset - _texts[0].Part.BodyOffset > HtmlOctets)
        {
            return true; // what lies between is not read for it
        }

        _texts.Add(new(part, CharsetOf(leaf), isHtml));
        return part.BodyLength > NextToNothing || _texts.Count == MaxTexts;
    }

    private static string? CharsetOf(BodyLeaf leaf)
    {
        foreach (BodyParameter parameter in leaf.Parameters)
        {
            if (parameter.Name.EqualsIgnoreCase("charset"u8))
            {
                return Encoding.ASCII.GetString(parameter.Value.Span);
            }
        }

        return null;
    }
}
