using System.Text;
using Postroom.Mime;
using Postroom.Store.Engine;

namespace Postroom.Store;

/// <summary>A header field contains a text (HEADER, FROM, SUBJECT ...): encoded words decoded; "" asks only for the field (RFC 3501 §6.4.4).</summary>
internal sealed class HeaderCondition : SearchCondition
{
    private readonly byte[] _name;
    private readonly string _value;
    private readonly AsciiMatcher? _ascii;
    private TextMatcher? _matcher; // while a chunk is searched: it may have taken in a megabyte

    public HeaderCondition(ReadOnlySpan<byte> name, string value)
    {
        _name = name.ToArray();
        _value = value;
        _ascii = AsciiMatcher.For(value);
    }

    public override SearchCost Cost => SearchCost.Header;

    public override async ValueTask<ChunkMatch> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        ChunkMask matched = default, unknown = default;
        for (int i = candidates.Next(0), loaded = 0; i < chunk.Messages.Count; i = candidates.Next(i + 1))
        {
            if (i >= loaded)
            {
                cancellationToken.ThrowIfCancellationRequested();
                loaded = await chunk.LoadHeadersAsync(candidates, i, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                if (chunk.IsHeaderKept(i)
                    ? Matches(chunk.Header(i).Span)
                    : Matches(HeaderFieldTable.Of(await chunk.ReadHeaderAsync(i, cancellationToken).ConfigureAwait(false))))
                {
                    matched.Add(i);
                }
            }
            catch (DamagedMessageException damage)
            {
                chunk.Report(i, damage);
                unknown.Add(i);
            }
        }

        _matcher = null;
        _ascii?.Trim();
        return new ChunkMatch(matched, unknown);
    }

    private bool Matches(ReadOnlySpan<byte> row)
    {
        var block = new HeaderBlock(row);
        foreach ((Range range, int nameLength) in block)
        {
            ReadOnlySpan<byte> field = block.Octets[range];
            if (nameLength == _name.Length && Ascii.EqualsIgnoreCase(field[..nameLength], _name) && Contains(field[(field.IndexOf((byte)':') + 1)..]))
            {
                return true;
            }
        }

        return false;
    }

    private bool Matches(HeaderFieldTable fields)
    {
        foreach (HeaderField field in fields.All)
        {
            if (field.NameLength == _name.Length && Ascii.EqualsIgnoreCase(field.NameIn(fields.Header.Span), _name) && Contains(field.ValueIn(fields.Header).Span))
            {
                return true;
            }
        }

        return false;
    }

    private bool Contains(ReadOnlySpan<byte> value)
    {
        if (_value.Length == 0)
        {
            return true;
        }

        if (_ascii?.IsIn(value) is { } isIn)
        {
            return isIn;
        }

        _matcher ??= new TextMatcher(_value);
        _matcher.Reset();
        _matcher.Append(EncodedWords.Decode(value));
        return _matcher.IsFound;
    }
}
