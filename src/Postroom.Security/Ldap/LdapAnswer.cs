using System.Formats.Asn1;
using System.Text;

namespace Postroom.Security;

/// <summary>A message that came from the directory (RFC 4511 §4).</summary>
/// <param name="Id">Of which request; 0: of none.</param>
/// <param name="Operation">What it is.</param>
/// <param name="Code">How the request ended, where it has.</param>
/// <param name="Text">What the directory says to that.</param>
/// <param name="Entry">What was found, where it is that.</param>
internal sealed record LdapAnswer(int Id, LdapOperation Operation, LdapResultCode Code, string Text, LdapEntry? Entry)
{
    /// <exception cref="LdapException">It is none.</exception>
    public static LdapAnswer Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            AsnReader reader = new AsnReader(message, AsnEncodingRules.BER).ReadSequence();
            if (!reader.TryReadInt32(out int id))
                throw new LdapException("the directory's answer has no number");
            Asn1Tag tag = reader.PeekTag();
            var operation = (LdapOperation)tag.TagValue;
            if (tag.TagClass != TagClass.Application)
                throw new LdapException("the directory's answer is none of LDAP's");
            AsnReader body = reader.ReadSequence(tag);
            return operation switch
            {
                LdapOperation.SearchResultEntry => new(id, operation, default, "", ReadEntry(body)),
                LdapOperation.SearchResultReference or LdapOperation.IntermediateResponse => new(id, operation, default, "", null),
                LdapOperation.BindResponse or LdapOperation.SearchResultDone or LdapOperation.ExtendedResponse => ReadResult(id, operation, body),
                _ => throw new LdapException("the directory sent something that is no answer"),
            };
        }
        catch (AsnContentException wrong)
        {
            throw new LdapException("the directory's answer cannot be read", wrong);
        }
    }

    // LDAPResult ::= SEQUENCE { resultCode ENUMERATED, matchedDN LDAPDN, diagnosticMessage LDAPString, ... }
    private static LdapAnswer ReadResult(int id, LdapOperation operation, AsnReader body)
    {
        int code = 0;
        foreach (byte octet in body.ReadEnumeratedBytes().Span)
            code = code > 0xFFFF ? throw new LdapException("the directory's result has a code of many octets") : (code << 8) | octet;
        body.ReadOctetString();
        return new(id, operation, (LdapResultCode)code, Encoding.UTF8.GetString(body.ReadOctetString()), null);
    }

    // SearchResultEntry ::= [APPLICATION 4] SEQUENCE { objectName LDAPDN, attributes PartialAttributeList }
    private static LdapEntry ReadEntry(AsnReader body)
    {
        string dn = Encoding.UTF8.GetString(body.ReadOctetString());
        var attributes = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        AsnReader list = body.ReadSequence();
        while (list.HasData)
        {
            AsnReader attribute = list.ReadSequence();
            string description = Encoding.UTF8.GetString(attribute.ReadOctetString());
            List<string> values = [];
            AsnReader set = attribute.ReadSetOf(skipSortOrderValidation: true);
            while (set.HasData)
                values.Add(Encoding.UTF8.GetString(set.ReadOctetString()));
            attributes[description] = values;
        }

        return new LdapEntry(dn, attributes);
    }
}
