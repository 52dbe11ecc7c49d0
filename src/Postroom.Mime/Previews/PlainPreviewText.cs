namespace Postroom.Mime;

/// <summary>text/plain: lines that begin with "&gt;" are quoted.</summary>
internal sealed class PlainPreviewText : PreviewText
{
    private bool _isLineStart = true;
    private bool _isQuoted;

    protected override void Take(char c)
    {
        if (c is '\r' or '\n')
        {
            Show(' ', _isQuoted);
            (_isLineStart, _isQuoted) = (true, false);
            return;
        }

        if (_isLineStart && c == '>')
        {
            _isQuoted = true;
            return;
        }

        _isLineStart &= c == ' ';
        Show(c, _isQuoted);
    }
}
