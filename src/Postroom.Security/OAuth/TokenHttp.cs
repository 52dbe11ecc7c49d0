using System.Net.Http.Headers;
using System.Text;

namespace Postroom.Security;

/// <summary>What is asked of an authorization server: bounded in time and size, over HTTPS but for this machine, and without following it elsewhere.</summary>
internal sealed class TokenHttp : IDisposable
{
    private const int MaxOctets = 1 << 20;

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, MaxConnectionsPerServer = 8, UseCookies = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = MaxOctets,
    };

    public static bool IsAllowed(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    public Task<byte[]> GetAsync(Uri address, CancellationToken cancellationToken) => _client.GetByteArrayAsync(address, cancellationToken);

    public async Task<byte[]> PostAsync(Uri address, IEnumerable<KeyValuePair<string, string>> form, string user, string password, CancellationToken cancellationToken)
    {
        using var content = new FormUrlEncodedContent(form);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        // RFC 6749 §2.3.1: each encoded as in a form, before they are put together.
        string pair = $"{Uri.EscapeDataString(user)}:{Uri.EscapeDataString(password)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(pair)));
        using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _client.Dispose();
}
