using System.Formats.Asn1;
using System.Text;

namespace Postroom.Security;

/// <summary>A search filter (RFC 4515) with places for the login name: %u is the name, %n what stands before its last @, %d what stands behind, %% a percent sign.</summary>
/// <remarks>The filter is read once, and names are put into the values of what was read, not into its text: no name, whatever is in it, is ever read as a filter.</remarks>
public sealed class LdapFilter
{
    // RFC 4511 §4.5.1.7: the tags of the choices.
    internal const int And = 0, Or = 1, Not = 2, Equality = 3, Substrings = 4, GreaterOrEqual = 5, LessOrEqual = 6, Present = 7, Approximately = 8, Extensible = 9;

    private readonly Node _root;

    private LdapFilter(Node root) => _root = root;

    /// <summary>Reads a filter.</summary>
    /// <exception cref="FormatException">It is none; the message says where.</exception>
    public static LdapFilter Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new LdapFilterReader(text);
        return new LdapFilter(reader.ReadWhole());
    }

    /// <summary>False if it cannot be read.</summary>
    public static bool IsFilter(string text)
    {
        try
        {
            Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Writes it about a name.</summary>
    internal void Write(AsnWriter writer, string name) => _root.Write(writer, name);

    internal static Asn1Tag Tag(int number, bool isConstructed = false) => new(TagClass.ContextSpecific, number, isConstructed);

    /// <summary>Part of a filter.</summary>
    internal abstract record Node
    {
        public abstract void Write(AsnWriter writer, string name);
    }

    /// <summary>and, or.</summary>
    internal sealed record List(int Kind, IReadOnlyList<Node> Parts) : Node
    {
        public override void Write(AsnWriter writer, string name)
        {
            using (writer.PushSetOf(Tag(Kind, isConstructed: true)))
            {
                foreach (Node part in Parts)
                    part.Write(writer, name);
            }
        }
    }

    /// <summary>not: tagged beside the tag of what it negates, as a choice cannot lose its own (X.680 §31.2.7).</summary>
    internal sealed record Negation(Node Part) : Node
    {
        public override void Write(AsnWriter writer, string name)
        {
            using (writer.PushSequence(Tag(Not, isConstructed: true)))
                Part.Write(writer, name);
        }
    }

    /// <summary>equalityMatch, greaterOrEqual, lessOrEqual, approxMatch.</summary>
    internal sealed record Comparison(int Kind, string Attribute, Value Assertion) : Node
    {
        public override void Write(AsnWriter writer, string name)
        {
            using (writer.PushSequence(Tag(Kind, isConstructed: true)))
            {
                writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute));
                writer.WriteOctetString(Assertion.Fill(name));
            }
        }
    }

    /// <summary>present.</summary>
    internal sealed record Presence(string Attribute) : Node
    {
        public override void Write(AsnWriter writer, string name) => writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute), Tag(Present));
    }

    /// <summary>substrings: empty ones at the ends are not written.</summary>
    internal sealed record Pieces(string Attribute, IReadOnlyList<Value> Values) : Node
    {
        public override void Write(AsnWriter writer, string name)
        {
            using (writer.PushSequence(Tag(Substrings, isConstructed: true)))
            {
                writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute));
                using (writer.PushSequence())
                {
                    for (int i = 0; i < Values.Count; i++)
                    {
                        if (!Values[i].IsNothing)
                            writer.WriteOctetString(Values[i].Fill(name), Tag(i == 0 ? 0 : i < Values.Count - 1 ? 1 : 2)); // initial, any, final
                    }
                }
            }
        }
    }

    /// <summary>extensibleMatch.</summary>
    internal sealed record Matching(string Attribute, string Rule, bool IsDn, Value Assertion) : Node
    {
        public override void Write(AsnWriter writer, string name)
        {
            using (writer.PushSequence(Tag(Extensible, isConstructed: true)))
            {
                if (Rule.Length > 0)
                    writer.WriteOctetString(Encoding.UTF8.GetBytes(Rule), Tag(1));
                if (Attribute.Length > 0)
                    writer.WriteOctetString(Encoding.UTF8.GetBytes(Attribute), Tag(2));
                writer.WriteOctetString(Assertion.Fill(name), Tag(3));
                if (IsDn)
                    writer.WriteBoolean(true, Tag(4));
            }
        }
    }

    /// <summary>A value: octets, and places where the name goes.</summary>
    internal sealed record Value(IReadOnlyList<Part> Parts)
    {
        public bool IsNothing => Parts.Count == 0;

        public byte[] Fill(string name)
        {
            int at = name.LastIndexOf('@');
            var octets = new MemoryStream();
            foreach (Part part in Parts)
            {
                octets.Write(part.Place switch
                {
                    'u' => Encoding.UTF8.GetBytes(name),
                    'n' => Encoding.UTF8.GetBytes(at < 0 ? name : name[..at]),
                    'd' => Encoding.UTF8.GetBytes(at < 0 ? "" : name[(at + 1)..]),
                    _ => part.Octets,
                });
            }

            return octets.ToArray();
        }
    }

    /// <summary>One of them.</summary>
    internal readonly record struct Part(byte[] Octets, char Place = default);
}
