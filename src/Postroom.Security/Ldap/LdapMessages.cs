using System.Formats.Asn1;
using System.Text;

namespace Postroom.Security;

/// <summary>The messages of LDAP (RFC 4511 §4) that are sent here.</summary>
internal static class LdapMessages
{
    public const string StartTlsName = "1.3.6.1.4.1.1466.20037"; // RFC 4511 §4.14.1

    public static byte[] Bind(int id, string dn, ReadOnlySpan<byte> password)
    {
        // BindRequest ::= [APPLICATION 0] SEQUENCE { version INTEGER (1 .. 127), name LDAPDN, authentication AuthenticationChoice }
        AsnWriter writer = Begin(id);
        using (writer.PushSequence(Operation(LdapOperation.BindRequest)))
        {
            writer.WriteInteger(3);
            writer.WriteOctetString(Encoding.UTF8.GetBytes(dn));
            writer.WriteOctetString(password, LdapFilter.Tag(0)); // simple
        }

        return End(writer);
    }

    /// <param name="id">Its number.</param>
    /// <param name="options">Where, which attributes, and how long the directory may take.</param>
    /// <param name="name">Whom to look for.</param>
    /// <param name="sizeLimit">So many entries at most.</param>
    public static byte[] Search(int id, LdapOptions options, string name, int sizeLimit)
    {
        AsnWriter writer = Begin(id);
        using (writer.PushSequence(Operation(LdapOperation.SearchRequest)))
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(options.BaseDn));
            writer.WriteEnumeratedValue(LdapScope.WholeSubtree);
            writer.WriteEnumeratedValue(LdapAliases.NeverDereferenced);
            writer.WriteInteger(sizeLimit);
            writer.WriteInteger(Math.Max(1, (int)options.Timeout.TotalSeconds));
            writer.WriteBoolean(false); // typesOnly
            options.Filter.Write(writer, name);
            using (writer.PushSequence())
            {
                foreach (string attribute in (string[])[options.NameAttribute, .. options.AliasAttributes, options.DisabledAttribute])
                {
                    if (attribute.Length > 0)
                        writer.WriteOctetString(Encoding.UTF8.GetBytes(attribute));
                }
            }
        }

        return End(writer);
    }

    public static byte[] StartTls(int id)
    {
        AsnWriter writer = Begin(id);
        using (writer.PushSequence(Operation(LdapOperation.ExtendedRequest)))
            writer.WriteOctetString(Encoding.ASCII.GetBytes(StartTlsName), LdapFilter.Tag(0));
        return End(writer);
    }

    public static byte[] Unbind(int id)
    {
        AsnWriter writer = Begin(id);
        writer.WriteNull(new Asn1Tag(TagClass.Application, (int)LdapOperation.UnbindRequest));
        return End(writer);
    }

    // LDAPMessage ::= SEQUENCE { messageID MessageID, protocolOp CHOICE { ... }, controls [0] Controls OPTIONAL }
    private static AsnWriter Begin(int id)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        writer.PushSequence();
        writer.WriteInteger(id);
        return writer;
    }

    private static byte[] End(AsnWriter writer)
    {
        writer.PopSequence();
        return writer.Encode();
    }

    private static Asn1Tag Operation(LdapOperation operation) => new(TagClass.Application, (int)operation, isConstructed: true);

    private enum LdapScope
    {
        WholeSubtree = 2,
    }

    private enum LdapAliases
    {
        NeverDereferenced = 0,
    }
}
