using System.Globalization;
using System.Text;

namespace Postroom.Peers;

/// <summary>
/// What stands on a terminal's screen: as much of a VT100 as curses programs use when they are told that they have one
/// (cursor addressing, erasing, scrolling inside a region; colours and modes are skipped).
/// </summary>
public sealed class Screen
{
    public const int Rows = 40;
    public const int Columns = 132;

    private readonly char[][] _cells = [.. Enumerable.Range(0, Rows).Select(_ => Blank())];
    private readonly StringBuilder _escape = new();
    private int _row;
    private int _column;
    private int _top;
    private int _bottom = Rows - 1;

    /// <summary>The lines without trailing spaces.</summary>
    public override string ToString() => string.Join('\n', _cells.Select(row => new string(row).TrimEnd())).TrimEnd();

    public void Write(ReadOnlySpan<char> output)
    {
        foreach (char c in output)
        {
            if (_escape.Length > 0)
                Escape(c);
            else
                Plain(c);
        }
    }

    private static char[] Blank() => [.. Enumerable.Repeat(' ', Columns)];

    private void Plain(char c)
    {
        switch (c)
        {
            case '\u001b':
                _escape.Append(c);
                break;
            case '\r':
                _column = 0;
                break;
            case '\n':
                LineFeed();
                break;
            case '\b':
                _column = Math.Max(0, _column - 1);
                break;
            case '\t':
                _column = Math.Min(Columns - 1, (_column / 8 * 8) + 8);
                break;
            case >= ' ':
                if (_column == Columns)
                {
                    _column = 0;
                    LineFeed();
                }
                _cells[_row][_column++] = c;
                break;
        }
    }

    private void LineFeed()
    {
        if (_row == _bottom)
            Scroll(1);
        else if (_row < Rows - 1)
            _row++;
    }

    private void Scroll(int by)
    {
        for (int n = 0; n < Math.Abs(by); n++)
        {
            if (by > 0)
            {
                Array.Copy(_cells, _top + 1, _cells, _top, _bottom - _top);
                _cells[_bottom] = Blank();
            }
            else
            {
                Array.Copy(_cells, _top, _cells, _top + 1, _bottom - _top);
                _cells[_top] = Blank();
            }
        }
    }

    private void Escape(char c)
    {
        _escape.Append(c);
        if (_escape.Length == 2 && c == '[')
            return;
        if (_escape[1] == '[' ? c is < '@' or > '~' : _escape[1] is '(' or ')' && _escape.Length < 3)
            return;
        string sequence = _escape.ToString(1, _escape.Length - 1);
        _escape.Clear();
        if (sequence[0] == '[')
            Control(sequence[^1], sequence[1..^1]);
        else if (sequence == "M")
            ReverseLineFeed();
    }

    private void ReverseLineFeed()
    {
        if (_row == _top)
            Scroll(-1);
        else
            _row = Math.Max(0, _row - 1);
    }

    private void Control(char final, string parameters)
    {
        int[] numbers = [.. parameters.Split(';').Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : 0)];
        int first = Math.Max(1, numbers[0]);
        int second = numbers.Length > 1 ? Math.Max(1, numbers[1]) : 1;
        switch (final)
        {
            case 'H' or 'f':
                Move(first - 1, second - 1);
                break;
            case 'A':
                Move(_row - first, _column);
                break;
            case 'B':
                Move(_row + first, _column);
                break;
            case 'C':
                Move(_row, _column + first);
                break;
            case 'D':
                Move(_row, _column - first);
                break;
            case 'K':
                Erase(_row, numbers[0] == 0 ? _column : 0, numbers[0] == 1 ? _column + 1 : Columns);
                break;
            case 'J':
                for (int row = numbers[0] == 0 ? _row + 1 : 0; row < (numbers[0] == 1 ? _row : Rows); row++)
                    Erase(row, 0, Columns);
                if (numbers[0] < 2)
                    Erase(_row, numbers[0] == 0 ? _column : 0, numbers[0] == 0 ? Columns : _column + 1);
                break;
            case 'r':
                _top = first - 1;
                _bottom = numbers.Length > 1 && numbers[1] > 0 ? Math.Min(Rows, numbers[1]) - 1 : Rows - 1;
                Move(0, 0);
                break;
        }
    }

    private void Move(int row, int column)
    {
        _row = Math.Clamp(row, 0, Rows - 1);
        _column = Math.Clamp(column, 0, Columns - 1);
    }

    private void Erase(int row, int from, int to)
    {
        if (from < to)
            _cells[row].AsSpan(from, Math.Min(to, Columns) - from).Fill(' ');
    }
}
