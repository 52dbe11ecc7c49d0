using Postroom.Mime;

namespace Postroom.Store;

/// <summary>TEXT and BODY: the decoded text of the message contains a text. Read in pieces; what is found ends the reading.</summary>
internal sealed class TextCondition : SearchCondition
{
    private const int PieceOctets = 64 * 1024;
    private readonly TextMatcher _matcher;
    private readonly TextExtractor _extractor;
    private readonly bool _withHeader;

    public TextCondition(string value, bool withHeader)
    {
        _matcher = new TextMatcher(value);
        _withHeader = withHeader;
        _extractor = new TextExtractor(Take);
    }

    public override SearchCost Cost => SearchCost.Text;

    public override async ValueTask<ChunkMask> MatchAsync(SearchChunk chunk, ChunkMask candidates, CancellationToken cancellationToken)
    {
        var matched = default(ChunkMask);
        for (int i = candidates.Next(0); i < chunk.Messages.Count; i = candidates.Next(i + 1))
        {
            _matcher.Reset();
            long size = chunk.Messages.Columns.Sizes[i];
            for (long offset = 0; offset < size && !_matcher.IsFound; offset += PieceOctets)
            {
                cancellationToken.ThrowIfCancellationRequested();
                ReadOnlyMemory<byte> piece = await chunk.ReadBlobAsync(i, offset, PieceOctets, cancellationToken).ConfigureAwait(false);
                _extractor.Append(piece.Span);
            }

            _extractor.Complete(); // also makes it ready for the next message
            if (_matcher.IsFound)
            {
                matched.Add(i);
            }
        }

        return matched;
    }

    private void Take(TextOrigin origin, MimePart part, ReadOnlySpan<char> text)
    {
        switch (origin)
        {
            // BODY is everything but the message's own header: headers of parts and of messages inside are body.
            case TextOrigin.HeaderField when _withHeader || part.Parent is not null:
                _matcher.Break();
                _matcher.Append(text);
                _matcher.Break();
                break;
            case TextOrigin.Body:
                _matcher.Append(text);
                break;
            case TextOrigin.EndOfBody:
                _matcher.Break();
                break;
            default:
                break;
        }
    }
}
