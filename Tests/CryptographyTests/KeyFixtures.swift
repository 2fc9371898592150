/// Keys made for these tests by the `openssl` program. They protect nothing.
enum KeyFixtures {
    /// P-256 in SEC1.
    static let sec1 = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEIDfoQTckYG1m/6mnpak3UGqqk87rJuQM84F5//555cqJoAoGCCqGSM49
        AwEHoUQDQgAEhEHblDchasm84vvxSt6Zd/daJZMINE9HmkrjInnroKlIfQivHpKc
        H0uR7xDUSIgbh8aRHm8+bxNSdNB8l1b1iw==
        -----END EC PRIVATE KEY-----
        """

    /// RSA in PKCS#1.
    static let pkcs1 = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEpAIBAAKCAQEA1oqbX6/w6g1hMOSleM48ciwKVI/Hz/FG29wx90ACLQNuczWu
        nMUrIN+9IJn99lu0Jyl2pZDoYinz3jiHUOuE8UBW2DWiKuCCRFIYeOu1irBvFQEh
        YBWUkQVrgghpA5O+vCgX++90YQW2JG6ZBThM5s7j1bZrA1/D2PvoN1LMU2zUjjXZ
        nBOXx8BFqa43v8IbygIvGVXY4IosFh5b5mo+K3JyAR3WQ8L/dC9utdWiv9VULZMD
        MYRIAwBnUCkEWhYDCfaE2IX1atMGJnYHPcw0/x6Y+22COcn79gYtfFgO17nOGXX+
        HjnSkCR9PhTYLZ6Djo1mSFEhx0TGV2EZ3jMj8wIDAQABAoIBACMQzUEViQ3oQ+4c
        NljeyeMWBFY6mJEJ7D1RPzAcsSkET5AwbQAd+zpIoilATNHFvqtL9qLXDXRwoPW9
        ouL8q7ehftBLQTHljMUimfIMV0Qk1Ehy7S6UOGUqT/O/8NIZ2un2r6eI8CpPfFbL
        ZjgD3Ls42OT8XNSqBAu6GK66L2qkVArVa7JmPPc61sFTMG6guzEcfw0mcexuUKOs
        MOLzzWxlIwaYhbvOv3Ybp73T/hiC5ScWJTn99aIon3GQjpUiu0m7oAWvzEaky1q2
        fePwxx8jUNfjbkCTV1ZGfFeVsl27iYZN1im6QWR8g9oLTUjg2qjnB6O+ebhfFFGR
        ZlOfm6ECgYEA9pGpI+7mXIdrPHFNNcdjVIYUk0nUlhsUPrEkoQ743e2UHtafSaD+
        S6UmdOf/saNZIvR9NQoGwW1dVPTr/tMTNbhMmNHACsa7uT5BWBxjL97MpAZ/SUdn
        P4pXL3GsgrtXxQiSFDEEtYuA/1IUgDJ4lKKoas9h510fQewGlbITNMMCgYEA3r9X
        PAq8TJMx/gHyJzeq0mf3tMUOnV48Ao2wFUfVCt59SL6PfnSpzzNca1yDHflSWlR7
        gTYo9JsEIsE1SmmDCO2p6XIj9fFU21WCJJGVv/TB5qsLL1TL2MAVcPqmFWKsOGPg
        Im9F0OW/R06O0JJtODnec+39acdLXXK+wopqoRECgYEAtxhvO2m50lgU/6s7JIZN
        coSmXsFihZzSKcOtaZQOpe44IbZKToiojU+0APgOXcDo/hYDrBEn9xbZSa8eV/ox
        t6CF8K1BKD9vQx3BtEZQOUn/OIZCmw3U09BM8cQ90E6B3KSCpU/JKW7QechfxNq1
        w9oNqlMZZo82GOPF9/9mV7UCgYEAwhF9JI/J7QGV3dO+MdL7XqQ8md/SUuOGb0cZ
        MgFKqVSdXSLCDJACXsdF7zhD+Hp/+LmAfVw9pJfmq40gK/vvsXi3v++1SxN/NjWy
        1L+O9BaAVcOSVCOSEv+P7sZCq4EzwVGrNvUxo8Z3t93G6guZYxJwMRsZ3e5ISFuv
        vfkw27ECgYBA5JLHxcJHb646GGjfVZBy6GqFRcIa2tx80dvRQWJEXmJB3xsyXkzC
        py1sEj18D6IQoi+ha+CHkSCOBtll/eKcXo2hzs7532LNHe8Eon3X4061iR5LWB/4
        5tfXsnN12luq8ICwM+4G/5wq5/kJP6njy8MYFV5TAvQhCC0E7XalkA==
        -----END RSA PRIVATE KEY-----
        """

    /// The public half of ``pkcs1``.
    static let pkcs1Public = """
        -----BEGIN RSA PUBLIC KEY-----
        MIIBCgKCAQEA1oqbX6/w6g1hMOSleM48ciwKVI/Hz/FG29wx90ACLQNuczWunMUr
        IN+9IJn99lu0Jyl2pZDoYinz3jiHUOuE8UBW2DWiKuCCRFIYeOu1irBvFQEhYBWU
        kQVrgghpA5O+vCgX++90YQW2JG6ZBThM5s7j1bZrA1/D2PvoN1LMU2zUjjXZnBOX
        x8BFqa43v8IbygIvGVXY4IosFh5b5mo+K3JyAR3WQ8L/dC9utdWiv9VULZMDMYRI
        AwBnUCkEWhYDCfaE2IX1atMGJnYHPcw0/x6Y+22COcn79gYtfFgO17nOGXX+HjnS
        kCR9PhTYLZ6Djo1mSFEhx0TGV2EZ3jMj8wIDAQAB
        -----END RSA PUBLIC KEY-----
        """

    /// PKCS#8, encrypted with `hunter2`.
    static let encrypted = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgUyFQmmOc+GAICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEG0bxA77c3IbvlMXZl30Qx8EgZAN
        6QD/0KeRacrbZYVZoKTFwVBHI12DsmBuvB5/6yVJJD2Wg7ZnAkUamsfHXPkF1YKQ
        sUd6pgsuWZgIG9SH55AShEccKJTDzE2I7W7VCwX7gmXmgUDhZoXoOs/VLKj8V+gg
        yXAnJAnpvU3mlqnRlCqk2gCc+GhiwI/d+42Rul/vQnwG7l9o0U1i5tb1Z2e5QNg=
        -----END ENCRYPTED PRIVATE KEY-----
        """

    /// PKCS#1, encrypted with `hunter2`.
    static let encryptedPKCS1 = """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,20D5AFBAC79C246D46B624E204D10F75

        kfPsW9h59n6u1K3j9FPY9kEnSLqCGXgvnvJiM0SdGbQ37YZyd60IsGpNqD5OSf4u
        zsPkRC/MSMArKqHJzAO2ZEKVtCz3aSNpy6MyEoKx9h1uzgvyf4Vzto3vpgjIF5Cj
        YT9JUTZldicJ5+jDOv6ezbVJu/kmpeIYn8thyN244sCHDxrGtSRR+YzB4o9lFnSy
        206uc/79TvpoGAWLWXPlRXj8J7Le0IVCnFBnZg5+adcRSozzFx5CpllHQe6DziQg
        /v9TV8/iI8/utkC3yILBTL2ZGSXD6QfB8Jpp3sN6//Q36rTOteUYa3V1ZTtiHkRh
        sjqo99CYiu06Z7L7DJuf7U63v8899ScpcQgrsAU3qtRJSt7P9gD6+F5EgdnUhPy5
        dLcjrLR8Uob2f56Fo5aFoZd60gdQ7wISBlU9GRJZ/1n/Cd3nj2kaUiQ3ghErAHBm
        LOY3ua0Jr98PSoFrOpH75HgY/LcfdbRxAvNQXKR/j2UlBp5dJ5ALE1trOrXdtFBn
        Z/3NQv8mJuNUA/r02kYyki9b96qqpQDtvTNB3/kWBtiT4zy5XjLSGXwr+t2Cxejt
        r10+jQP7w9rKreN/ZVh7wxWmemYmw+SINBjySqAK9SA/rboHydkf4pdSR9QNzVj9
        nfQyl+oB6yMlPfc2R2bYxPmNdmx22NOmIZTinEiThesKgEdVZRMcBhaagzBn0d9y
        5tKtQnA5oEd69HW8zvXsRqnzgHs5+TGD2bi+Oekhm17LOgFJD9taQ7n/fBNFra6M
        WcSErMmxNDxBU53IIX4TPrZagZiWhgRW8VKLZlptQqnaphkb+DtW3w2F31e9o0nO
        kH7Mu5+1gQL+b1wsCWFhDMVD7JNYDLoBA4I8/ea9oGWVJNRytBqSgyzISbU+f7rl
        ZuXawcWvb0Jt/ymoOHVWyQq0p8g6oY6aWB2c4Npg1MASJFBvJodIWytwCRG8iywF
        SwGl7q5qQlALezrHpx56SiVcPXscktcnMycDUfGNMpHkwVoE5xMCvd+RhNNWNEdw
        pApr4NHnaBugzW7luuImCv4ycvOhf75gMd/pG9yNJWdeiQq0+tFCcd9t6spkkb6x
        FlUEs3+0SBpaG8MJ5kEYt916nwdjTzOGDuuCwnG+jQA3n+2T0sMERqt/vMzqIYja
        Vz4t3KWNGa+CUHU75J192C9szazdn8k8hgMDoKdsUOEIq2gzjBmtaz7zgYy/gR5H
        djDZeqg7LNhXWDK1GjbfJKGk6Dr2yYC/soDu61oo21d4Z6seI+NbErtL5XI6Q6fI
        VqPb9Ebej4s9/g3cSU1Xu7eRRWFqMszoIjmepf8AhGVTNawd/bYVGwWVDH5Alyg3
        fPm9ApkH0oijUXfTn+9JLSifdHoiLr0P7ZNrY6kxcW27y4Emgkjk36Vv0ShtyVBb
        trhjOilSLHjFBx+6KsONAgT3jQFiZ2RxFSEgQR687ILRG5V0TGzTZa9PNm6ypKFQ
        T2ny8JJCM71vm1SjX7sYwR96J0UMCIKZTKIHUK44qfObBBLDR+wjh9m+ZvaSdNm6
        w4jbS0IMjmiZUsSWXPClsh2zTxGNYNk9ebH/f/dTT6249U5oooxC/JpqXXAKTu42
        -----END RSA PRIVATE KEY-----
        """

    /// RSA with 1024 bits.
    static let short = """
        -----BEGIN PRIVATE KEY-----
        MIICeAIBADANBgkqhkiG9w0BAQEFAASCAmIwggJeAgEAAoGBAN+DppefgRsygNkR
        WTzpC9f0zsF+7ogU14QHOHqxGqmJY9DZHLBdEBLGKb/e2pIAJuPcVr9uSNHzuk61
        nK6J1vyY7ImR7AXizmBj+MCEDD3mWkHWGJyeirF35865732kPYHBIvy3VjIa/61f
        C0xahRnHsPUrUm8O+1AoCXNqxPY/AgMBAAECgYEA3zwOs9rTyIUdWS9RkFs1v/+6
        TFlpBTLDuRK5HxkphvA4aAuf8qlP92BBrGd4p19NeEDFxzXvtvmVNy1+CniS5SI5
        hY4PLj4ksl1PqYRvhGuHUnhs958JjWYdpdB8/pnpXBOCOGr9sTTj4TTUEyLxlkYN
        WkJ12B4DyA6TQ9KDfBECQQDzA1MKcgeJ1QVQCDfDqcdKdxWfPzInWFx5Vajc4L6l
        t4Baho4Y5qNmt/aw1V+3u5XMPvxXpVfLOqSlwpaekjKnAkEA63WQKEEhDaGTy+C0
        6kKtskWDVKppi+a1oXqlf05GAVXvM/wd97SxYat9J0z09WbukogmiFMlOk/IuCmX
        I2EKqQJBAIxdGTPpVU1Zi24EsSEFCaWLTyPiPrfXI+K5hYW/Ep9pdGvVWHItlagZ
        DhZpyJW5dfa5UsvVJvat8rgDwzfoPfUCQAt7hDgyVOZRRt/eaXQzJD1ZXno2hUcp
        TRo+3OtEae2Ov0eNt/hoe24D6uqLujZtepzyvs5PH7WkRmmUvaYgCWECQQCaYA0u
        AY/aVI3cyNWmz01MWcT0wtBJeLcyLjLbsVTzlrDKK6O7gE4RmoXVZSqZmPIVBAGs
        5CO4f40od7BBPLVS
        -----END PRIVATE KEY-----
        """
}
