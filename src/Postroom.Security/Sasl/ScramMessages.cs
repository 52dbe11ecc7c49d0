using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace Postroom.Security;

/// <summary>The grammar of SCRAM's messages (RFC 5802 §7).</summary>
internal static class ScramMessages
{
    /// <summary>A message as text; false if it is no UTF-8, or holds the NUL that no value may.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> message, [NotNullWhen(true)] out string? text)
    {
        text = !message.IsEmpty && Utf8.IsValid(message) && !message.Contains((byte)0) ? Encoding.UTF8.GetString(message) : null;
        return text is not null;
    }

    /// <summary><c>x=value</c> with a value.</summary>
    public static bool TryGetValue(string attribute, char name, [NotNullWhen(true)] out string? value)
    {
        value = attribute.Length > 2 && attribute[0] == name && attribute[1] == '=' ? attribute[2..] : null;
        return value is not null;
    }

    // attr-val = ALPHA "=" value: extensions that we do not know, which may be passed over.
    public static bool AreExtensions(ReadOnlySpan<string> attributes)
    {
        foreach (string attribute in attributes)
        {
            if (attribute.Length < 3 || !char.IsAsciiLetter(attribute[0]) || attribute[1] != '=')
                return false;
        }

        return true;
    }

    // saslname = 1*(value-safe-char / "=2C" / "=3D")
    public static bool TryReadName(string text, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var result = new StringBuilder(text.Length);
        for (int index = 0; index < text.Length; index++)
        {
            if (text[index] != '=')
            {
                result.Append(text[index]);
                continue;
            }

            string escape = text.Substring(index, Math.Min(3, text.Length - index));
            if (escape is not ("=2C" or "=3D"))
                return false;
            result.Append(escape == "=2C" ? ',' : '=');
            index += 2;
        }

        name = result.Length > 0 ? result.ToString() : null;
        return name is not null;
    }

    // c-nonce = printable: %x21-2B / %x2D-7E
    public static bool IsNonce(string text) => text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && text.Length <= 1024;

    public static bool TryDecodeBase64(string text, out byte[] octets)
    {
        octets = new byte[text.Length];
        // The framework's decoder passes over white space; the grammar has none.
        bool isBase64 = !text.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(text, octets, out int length) && (octets = octets[..length]).Length > 0;
        return isBase64;
    }
}

/// <summary>client-first-message: <c>gs2-header client-first-message-bare</c>.</summary>
internal sealed record ScramClientFirst(
    string Header, string Bare, string? BindingType, bool ThinksNoBinding, string AuthorizationId, string Name, string Nonce, bool DemandsExtension)
{
    public static bool TryParse(ReadOnlySpan<byte> message, [NotNullWhen(true)] out ScramClientFirst? first)
    {
        first = null;
        if (!ScramMessages.TryDecode(message, out string? text) || text.Split(',') is not [var flag, var authzid, .. { Length: >= 2 } bare])
            return false;

        // gs2-cbind-flag = ("p=" cb-name) / "n" / "y"
        if (flag is not ("n" or "y") && !(ScramMessages.TryGetValue(flag, 'p', out string? type) && IsBindingName(type)))
            return false;
        string? actsAs = "";
        if (authzid.Length > 0 && !(ScramMessages.TryGetValue(authzid, 'a', out string? escaped) && ScramMessages.TryReadName(escaped, out actsAs)))
            return false;

        // reserved-mext: something that we would have to know.
        bool demands = ScramMessages.TryGetValue(bare[0], 'm', out _);
        if ((demands ? bare[1..] : bare) is not [var nameAttribute, var nonceAttribute, .. var extensions] ||
            !ScramMessages.TryGetValue(nameAttribute, 'n', out string? saslName) || !ScramMessages.TryReadName(saslName, out string? name) ||
            !ScramMessages.TryGetValue(nonceAttribute, 'r', out string? nonce) || !ScramMessages.IsNonce(nonce) ||
            !ScramMessages.AreExtensions(extensions))
        {
            return false;
        }

        int header = flag.Length + authzid.Length + 2;
        first = new(
            text[..header], text[header..], flag.Length > 1 ? flag[2..] : null, flag == "y", actsAs, name, nonce, demands);
        return true;
    }

    private static bool IsBindingName(string type) => type.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-');
}

/// <summary>client-final-message: what the proof is over, and the proof.</summary>
internal sealed record ScramClientFinal(string WithoutProof, byte[] Binding, string Nonce, byte[] Proof)
{
    public static bool TryParse(ReadOnlySpan<byte> message, [NotNullWhen(true)] out ScramClientFinal? final)
    {
        final = null;
        if (!ScramMessages.TryDecode(message, out string? text) ||
            text.Split(',') is not [var bindingAttribute, var nonceAttribute, .. var extensions, var proofAttribute] ||
            !ScramMessages.TryGetValue(bindingAttribute, 'c', out string? binding) || !ScramMessages.TryDecodeBase64(binding, out byte[] bindingOctets) ||
            !ScramMessages.TryGetValue(nonceAttribute, 'r', out string? nonce) || !ScramMessages.IsNonce(nonce) ||
            !ScramMessages.AreExtensions(extensions) ||
            !ScramMessages.TryGetValue(proofAttribute, 'p', out string? proof) || !ScramMessages.TryDecodeBase64(proof, out byte[] proofOctets))
        {
            return false;
        }

        final = new(text[..(text.Length - proofAttribute.Length - 1)], bindingOctets, nonce, proofOctets);
        return true;
    }
}
