using System.Net;
using System.Text;

namespace Postroom.Mime;

/// <summary>text/html without its tags, as far as a preview needs: nothing is laid out, nothing it says is followed.</summary>
/// <remarks>Lenient as browsers are: a "&lt;" that begins no tag is text, an unknown reference is what it looks like.</remarks>
internal sealed class HtmlPreviewText : PreviewText
{
    private const int LongestName = 16; // of a tag; longer ones only end a word
    private const int LongestReference = 32;

    private static readonly HashSet<string> WithinWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "a", "abbr", "b", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "tt", "u", "var", "wbr",
    };

    // What stands in these is not for the reader.
    private static readonly HashSet<string> Hidden = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "title", "xml" };

    private readonly StringBuilder _name = new();
    private readonly StringBuilder _reference = new();
    private State _state;
    private bool _isNameOver;
    private char _quote, _before;
    private int _dashes;
    private string? _hidden; // the element that is being left out
    private int _quotes; // blockquotes around

    private enum State
    {
        Text,
        Reference,
        TagStart,
        Tag,
        Quoted,
        Comment,
    }

    protected override void Take(char c)
    {
        switch (_state)
        {
            case State.Reference:
                InReference(c);
                break;
            case State.TagStart:
                AtTagStart(c);
                break;
            case State.Tag:
                InTag(c);
                break;
            case State.Quoted:
                _state = c == _quote ? State.Tag : State.Quoted;
                break;
            case State.Comment:
                InComment(c);
                break;
            default:
                InText(c);
                break;
        }
    }

    private void InText(char c)
    {
        if (c == '<')
            _state = State.TagStart;
        else if (c == '&')
            _state = State.Reference;
        else
            Show(c);
    }

    private void Show(char c)
    {
        if (_hidden is null)
            Show(c, _quotes > 0);
    }

    // "&amp;", "&#228;", "&#xE4;", and without ";" what old mailers left open.
    private void InReference(char c)
    {
        if (_reference.Length < LongestReference && (char.IsAsciiLetterOrDigit(c) || (c == '#' && _reference.Length == 0)))
        {
            _reference.Append(c);
            return;
        }

        _state = State.Text;
        string written = "&" + _reference + ";";
        _reference.Clear();
        string decoded = WebUtility.HtmlDecode(written);
        bool isKnown = decoded != written;
        foreach (char shown in isKnown ? decoded : written[..^1])
            Show(shown);
        if (c != ';' || !isKnown)
            InText(c);
    }

    private void AtTagStart(char c)
    {
        bool mayBegin = _hidden is null ? char.IsAsciiLetter(c) || c is '/' or '!' or '?' : c == '/';
        if (!mayBegin)
        {
            Show('<');
            _state = State.Text;
            InText(c);
            return;
        }

        _name.Clear().Append(c);
        (_state, _isNameOver, _before) = (State.Tag, false, c);
    }

    private void InTag(char c)
    {
        if (c == '>')
        {
            EndTag(_name.ToString());
            return;
        }

        _isNameOver |= char.IsWhiteSpace(c) || (c == '/' && _name.Length > 0);
        if (!_isNameOver && _name.Length <= LongestName)
            _name.Append(c);
        if (_name.Length == 3 && _name.Equals("!--".AsSpan()))
        {
            (_state, _dashes) = (State.Comment, 2); // "<!-->" is a whole one
            return;
        }

        if (c is '"' or '\'' && _before == '=')
            (_state, _quote) = (State.Quoted, c);
        if (!char.IsWhiteSpace(c))
            _before = c;
    }

    private void EndTag(string name)
    {
        _state = State.Text;
        bool isEnd = name is ['/', ..];
        string element = isEnd ? name[1..] : name;
        if (_hidden is not null)
        {
            if (isEnd && element.Equals(_hidden, StringComparison.OrdinalIgnoreCase))
                _hidden = null;
            return;
        }

        if (!isEnd && Hidden.Contains(element) && _before != '/')
            _hidden = element;
        else if (element.Equals("blockquote", StringComparison.OrdinalIgnoreCase))
            _quotes = Math.Max(0, _quotes + (isEnd ? -1 : 1));
        if (!WithinWords.Contains(element))
            Show(' ', _quotes > 0);
    }

    // Also what Outlook alone is to see: <!--[if mso]> ... <![endif]-->
    private void InComment(char c)
    {
        if (c == '>' && _dashes >= 2)
            _state = State.Text;
        _dashes = c == '-' ? _dashes + 1 : 0;
    }
}
