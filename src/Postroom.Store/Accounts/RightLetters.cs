namespace Postroom.Store;

/// <summary>Rights as RFC 4314 §2.1 writes them: a letter each.</summary>
public static class RightLetters
{
    private static readonly (char Letter, Right Right)[] All =
    [
        ('l', Right.Lookup), ('r', Right.Read), ('s', Right.KeepSeen), ('w', Right.Write), ('i', Right.Insert), ('k', Right.Create),
        ('x', Right.DeleteMailbox), ('t', Right.DeleteMessages), ('e', Right.Expunge), ('a', Right.Share),
    ];

    /// <summary>The letters of <paramref name="rights"/>, in the RFC's order.</summary>
    public static string Format(Right rights) => string.Concat(All.Where(one => (rights & one.Right) != 0).Select(static one => one.Letter));

    /// <summary>Reads letters; with "+" or "-" before them they are added to <paramref name="before"/>, or taken from it (RFC 4314 §3.1).</summary>
    /// <returns>False when one of them is no right here.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, Right before, out Right rights)
    {
        char sign = text is ['+' or '-', ..] ? text[0] : '=';
        Right named = Right.None;
        foreach (char letter in sign == '=' ? text : text[1..])
        {
            Right right = Array.Find(All, one => one.Letter == letter).Right;
            if (right == Right.None)
            {
                rights = before;
                return false;
            }

            named |= right;
        }

        rights = sign switch { '+' => before | named, '-' => before & ~named, _ => named };
        return true;
    }
}
