namespace Postroom.Mime;

/// <summary>Takes the text of a part piece by piece and keeps the beginning of what its author wrote: of what is quoted only if there is nothing else.</summary>
internal abstract class PreviewText
{
    private readonly PreviewLine _own = new(TextPreview.MaxCharacters);
    private readonly PreviewLine _quoted = new(TextPreview.MaxCharacters);

    /// <summary>What follows would not be shown.</summary>
    public bool IsFull => _own.IsFull;

    /// <summary>Takes the next characters; a word or a tag may be cut anywhere.</summary>
    public void Append(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
            Take(c);
    }

    public override string ToString() => _own.ToString() is { Length: > 0 } own ? own : _quoted.ToString();

    protected abstract void Take(char c);

    protected void Show(char c, bool isQuoted) => (isQuoted ? _quoted : _own).Append(c);
}
