using System.Text;

namespace Postroom.Mime;

/// <summary>Reads Date fields: RFC 5322 §3.3 and §4.3, and what broken mailers send instead.</summary>
/// <remarks>
/// Understood in any order: a day, a month's name, a year of 2 to 4 digits, a time, a zone. So also asctime's
/// "Thu Aug 22 12:36:23 2002", "22-Aug-02", ISO 8601, missing seconds, zones in words. No zone means UTC.
/// </remarks>
public static class MessageDate
{
    private const int MaxWords = 32;
    private const int MaxWordOctets = 64; // Words are taken apart recursively; nothing in a date is longer.

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The date of a raw (folded) value; null if no day, month and year can be made out.</summary>
    /// <remarks>A zone beyond ±14:00 counts as UTC with the local time kept, so that SENTON still finds the day that is shown.</remarks>
    public static DateTimeOffset? Parse(ReadOnlySpan<byte> field)
    {
        var parts = new DateParts();
        var tokens = new HeaderTokenizer(field);
        for (int words = 0; words < MaxWords; words++)
        {
            tokens.SkipCommentsAndSpace();
            ReadOnlySpan<byte> word = ReadWord(ref tokens);
            if (word.IsEmpty && tokens.IsAtEnd)
                break;
            if (word.IsEmpty)
                tokens.Position++;
            else if (word.Length <= MaxWordOctets)
                parts.Take(JoinTime(ref tokens, word));
        }
        return parts.ToDate();
    }

    private static ReadOnlySpan<byte> ReadWord(scoped ref HeaderTokenizer tokens)
    {
        int start = tokens.Position;
        while (!tokens.IsAtEnd && !HeaderText.IsWhiteSpace(tokens.Next) && tokens.Next is not ((byte)',' or (byte)'(' or (byte)';' or (byte)'"'))
            tokens.Position++;
        return tokens.Slice(start..tokens.Position);
    }

    // obs-hour = [CFWS] 2DIGIT [CFWS], and minutes and seconds alike (RFC 5322 §4.3): a time may come in several words.
    private static ReadOnlySpan<byte> JoinTime(scoped ref HeaderTokenizer tokens, ReadOnlySpan<byte> word)
    {
        while (word[0] is >= (byte)'0' and <= (byte)'9')
        {
            tokens.SkipCommentsAndSpace();
            if (tokens.IsAtEnd || !(tokens.Next == ':' || (word[^1] == ':' && tokens.Next is >= (byte)'0' and <= (byte)'9')))
                break;
            ReadOnlySpan<byte> more = ReadWord(ref tokens);
            if (word.Length + more.Length > MaxWordOctets)
                break;
            word = (byte[])[.. word, .. more];
        }
        return word;
    }

    private ref struct DateParts
    {
        private int _day;
        private int _month;
        private int _year = -1;
        private int _hour = -1;
        private int _minute;
        private int _second;
        private int? _zone;
        private bool _isAfternoon;
        private bool _isMorning;

        public DateParts()
        {
        }

        public void Take(ReadOnlySpan<byte> word)
        {
            if (word.Contains((byte)':') && TakeTime(word))
                return;
            if (_hour >= 0 && _zone is null && word[0] is (byte)'+' or (byte)'-' && TakeZone(word))
                return;
            if (word[0] is >= (byte)'0' and <= (byte)'9')
                TakeNumbers(word);
            else
                TakeName(word);
        }

        // hour ":" minute [":" second], at times with a fraction or the zone glued on, or behind an ISO date and a T.
        private bool TakeTime(ReadOnlySpan<byte> word)
        {
            int t = word.IndexOfAny((byte)'T', (byte)'t');
            if (t > 0 && word[..t].Contains((byte)'-'))
            {
                TakeNumbers(word[..t]);
                word = word[(t + 1)..];
            }
            if (_hour >= 0 || !TryNumber(ref word, out int hour) || word.IsEmpty || word[0] != ':')
                return false;
            word = word[1..];
            if (!TryNumber(ref word, out int minute))
                return false;
            int second = 0;
            if (!word.IsEmpty && word[0] == ':')
            {
                word = word[1..];
                if (!TryNumber(ref word, out second))
                    return false;
            }
            if (hour > 24 || minute > 59 || second > 60)
                return false;
            (_hour, _minute, _second) = (hour % 24, minute, Math.Min(second, 59)); // A leap second has no place in DateTime.
            if (!word.IsEmpty && word[0] is (byte)'.' or (byte)',')
            {
                word = word[1..];
                TryNumber(ref word, out _);
            }
            if (!word.IsEmpty)
                Take(word);
            return true;
        }

        // ("+" / "-") 4DIGIT, also +02:00 and +2
        private bool TakeZone(ReadOnlySpan<byte> word)
        {
            int sign = word[0] == '-' ? -1 : 1;
            word = word[1..];
            int digits = word.Length;
            if (!TryNumber(ref word, out int number))
                return false;
            digits -= word.Length;
            int minutes = digits <= 2 ? number * 60 : (number / 100 * 60) + (number % 100);
            if (!word.IsEmpty && word[0] == ':' && digits <= 2)
            {
                word = word[1..];
                TryNumber(ref word, out int more);
                minutes += more;
            }
            _zone = sign * minutes;
            return true;
        }

        // "22", "2002", "22-Aug-2002", "2002-08-22", "08/22/2002"
        private void TakeNumbers(ReadOnlySpan<byte> word)
        {
            while (!word.IsEmpty)
            {
                int end = word.IndexOfAny("-/."u8);
                ReadOnlySpan<byte> piece = end < 0 ? word : word[..end];
                word = end < 0 ? default : word[(end + 1)..];
                int digits = piece.Length;
                ReadOnlySpan<byte> number = piece;
                if (!TryNumber(ref number, out int value))
                {
                    if (!piece.IsEmpty)
                        TakeName(piece);
                    continue;
                }
                digits -= number.Length;
                if (digits >= 3 && _year < 0)
                    _year = digits == 3 ? value + 1900 : value; // RFC 5322 §4.3: three digits count from 1900.
                else if (_year >= 0 && _day == 0 && _month == 0)
                    _month = value; // ISO: the year came first.
                else if (_day == 0 && value is >= 1 and <= 31)
                    _day = value;
                else if (_month == 0 && !word.IsEmpty && value is >= 1 and <= 12)
                    _month = value;
                else if (_year < 0)
                    _year = value < 50 ? value + 2000 : value + 1900; // RFC 5322 §4.3.
                if (!number.IsEmpty)
                    TakeName(number); // "22Aug", "1st"
            }
        }

        private void TakeName(ReadOnlySpan<byte> word)
        {
            int letters = 0;
            while (letters < word.Length && char.IsAsciiLetter((char)word[letters]))
                letters++;
            ReadOnlySpan<byte> name = word[..letters];
            int month = letters >= 3 && _month == 0 ? FindMonth(name) : 0;
            if (month > 0)
                _month = month;
            else if (letters == 2 && name[1] is (byte)'M' or (byte)'m' && _hour >= 0)
                (_isAfternoon, _isMorning) = (name[0] is (byte)'P' or (byte)'p', name[0] is (byte)'A' or (byte)'a');
            else if (_hour >= 0 && _zone is null && letters > 0)
                _zone = FindZone(name);
            ReadOnlySpan<byte> rest = word[letters..];
            if (rest.IsEmpty)
                return;
            // "GMT+0200" means +0200; "Aug-2002" goes on with the year.
            if (_hour >= 0 && rest[0] is (byte)'+' or (byte)'-' && TakeZone(rest))
                return;
            if (letters > 0 || rest.Length > 1)
                TakeNumbers(letters > 0 ? rest.TrimStart("-/."u8) : rest[1..]);
        }

        private static int FindMonth(ReadOnlySpan<byte> name)
        {
            for (int i = 0; i < Months.Length; i++)
            {
                if (Ascii.EqualsIgnoreCase(name[..3], Months[i]))
                    return i + 1;
            }
            return 0;
        }

        // obs-zone (RFC 5322 §4.3). Military letters were defined wrongly in RFC 822: all mean -0000, as unknown words do.
        private static int? FindZone(ReadOnlySpan<byte> name)
        {
            if (name.Length != 3 || (name[2] | 0x20) != 't')
                return name.Length == 3 && Ascii.EqualsIgnoreCase(name, "utc") ? 0 : name.Length <= 2 ? 0 : null;
            int hours = (name[0] | 0x20) switch
            {
                'e' => -5,
                'c' => -6,
                'm' => -7,
                'p' => -8,
                _ => 0,
            };
            if (hours == 0)
                return 0;
            return (name[1] | 0x20) switch
            {
                'd' => (hours + 1) * 60,
                's' => hours * 60,
                _ => Ascii.EqualsIgnoreCase(name, "cet") ? 60 : 0,
            };
        }

        private static bool TryNumber(ref ReadOnlySpan<byte> text, out int value)
        {
            value = 0;
            int digits = 0;
            while (digits < text.Length && digits < 6 && text[digits] is >= (byte)'0' and <= (byte)'9')
                value = (value * 10) + text[digits++] - '0';
            text = text[digits..];
            return digits > 0;
        }

        public readonly DateTimeOffset? ToDate()
        {
            if (_day == 0 || _month is < 1 or > 12 || _year is < 1 or > 9998 || _day > DateTime.DaysInMonth(_year, _month))
                return null;
            int hour = Math.Max(_hour, 0);
            hour = _isAfternoon && hour < 12 ? hour + 12 : _isMorning && hour == 12 ? 0 : hour;
            var local = new DateTime(_year, _month, _day, hour, _minute, _second, DateTimeKind.Unspecified);
            int zone = _zone is >= -14 * 60 and <= 14 * 60 ? _zone.Value : 0;
            if (_year == 1)
                zone = 0; // What would be before the first day of all.
            return new DateTimeOffset(local, TimeSpan.FromMinutes(zone));
        }
    }
}
