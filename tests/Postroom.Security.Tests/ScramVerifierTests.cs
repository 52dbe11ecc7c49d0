using System.Text;

namespace Postroom.Security.Tests;

public sealed class ScramVerifierTests
{
    // RFC 7677 §3: user "user", password "pencil".
    private const string AuthMessage =
        "n=user,r=rOprNGfwEbeRWgbNEkqO," +
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096," +
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    private static readonly ScramVerifier Pencil =
        ScramVerifier.Derive(ScramHash.Sha256, "pencil"u8, Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);

    /// <summary>RFC 7677 §3.</summary>
    [Fact]
    public void The_rfcs_exchange_is_proven_on_both_sides()
    {
        byte[] message = Encoding.ASCII.GetBytes(AuthMessage);
        byte[] proof = Convert.FromBase64String("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        Assert.True(Pencil.VerifyProof(message, proof));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(Pencil.ServerSignature(message)));
        proof[0] ^= 1;
        Assert.False(Pencil.VerifyProof(message, proof));
        Assert.False(Pencil.VerifyProof(message, proof.AsSpan(1)));
    }

    [Fact]
    public void A_password_is_verified_after_a_round_through_text()
    {
        string text = ScramVerifier.Create("pencil"u8).ToText();
        Assert.True(ScramVerifier.TryParse(text, out ScramVerifier? verifier));
        Assert.True(verifier.Verify("pencil"u8));
        Assert.False(verifier.Verify("Pencil"u8));
        Assert.False(verifier.Verify(""u8));
        Assert.Equal(text, verifier.ToText());
        Assert.DoesNotContain(text, verifier.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_verifier_has_its_own_salt() =>
        Assert.NotEqual(ScramVerifier.Create("pencil"u8).ToText(), ScramVerifier.Create("pencil"u8).ToText());

    [Theory]
    [InlineData(4095)]
    [InlineData(10_000_001)]
    public void Too_few_or_many_rounds_are_refused(int iterations) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ScramVerifier.Create("pencil"u8, iterations));

    [Fact]
    public void Damaged_text_is_no_verifier()
    {
        string text = Pencil.ToText();
        Assert.True(ScramVerifier.TryParse(text, out _));
        Assert.False(ScramVerifier.TryParse(null, out _));
        Assert.False(ScramVerifier.TryParse(text.Replace("256", "1", StringComparison.Ordinal), out _));
        Assert.False(ScramVerifier.TryParse(text.Replace("$4096", "$-1", StringComparison.Ordinal), out _));
        for (int length = 0; length < text.Length; length++)
            Assert.False(ScramVerifier.TryParse(text[..length], out _));
    }
}
